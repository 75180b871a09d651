/**
 * What the package leaves to FHIR R4 itself: data types, primitive formats, the closed code lists of the base, and
 * the two resources that have no profile here. Written from the specification (hl7.org/fhir/R4).
 */
import type { ElementDefinition, Profile } from './guide.ts'

/** `name type min..max`; `*` after the type of a list. */
const TYPES: Record<string, string> = {
  Identifier: 'use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference',
  CodeableConcept: 'coding:Coding* text:string',
  Coding: 'system:uri version:string code:code display:string userSelected:boolean',
  Reference: 'reference:string type:uri identifier:Identifier display:string',
  Meta: 'versionId:id lastUpdated:instant source:uri profile:canonical* security:Coding* tag:Coding*',
  Period: 'start:dateTime end:dateTime',
  ContactPoint: 'system:code value:string use:code rank:positiveInt period:Period',
  HumanName: 'use:code text:string family:string given:string* prefix:string* suffix:string* period:Period',
  Address:
    'use:code type:code text:string line:string* city:string district:string state:string postalCode:string country:string period:Period',
  Narrative: 'status:code! div:xhtml!',
  Extension: 'url:uri! value[x]:*',
  Attachment:
    'contentType:code language:code data:base64Binary url:url size:unsignedInt hash:base64Binary title:string creation:dateTime',
}

const BINDINGS: Record<string, string> = {
  'Identifier.use': 'http://hl7.org/fhir/ValueSet/identifier-use',
  'ContactPoint.system': 'http://hl7.org/fhir/ValueSet/contact-point-system',
  'ContactPoint.use': 'http://hl7.org/fhir/ValueSet/contact-point-use',
  'HumanName.use': 'http://hl7.org/fhir/ValueSet/name-use',
  'Address.use': 'http://hl7.org/fhir/ValueSet/address-use',
  'Address.type': 'http://hl7.org/fhir/ValueSet/address-type',
  'Narrative.status': 'http://hl7.org/fhir/ValueSet/narrative-status',
}

const CONSTRAINTS: Record<string, NonNullable<ElementDefinition['constraint']>> = {
  Period: [invariant('per-1', 'start.hasValue().not() or end.hasValue().not() or (start <= end)')],
  ContactPoint: [invariant('cpt-2', 'value.empty() or system.exists()')],
  Extension: [invariant('ext-1', 'extension.exists() != value.exists()')],
}

function invariant(key: string, expression: string) {
  return { key, severity: 'error', human: key, expression }
}

function elementOf(owner: string, text: string): ElementDefinition {
  const [name = '', wanted = ''] = text.split(':')
  const type = wanted.replace(/[!*]$/, '')
  const list = wanted.endsWith('*') && type !== ''
  const valueSet = BINDINGS[`${owner}.${name}`]
  return {
    id: `${owner}.${name}`,
    path: `${owner}.${name}`,
    min: wanted.endsWith('!') ? 1 : 0,
    max: list ? '*' : '1',
    base: { path: `${owner}.${name}`, max: list ? '*' : '1' },
    ...(type === '' ? {} : { type: [{ code: type }] }),
    ...(valueSet ? { binding: { strength: 'required', valueSet } } : {}),
  }
}

/** Elements of a data type; undefined for what is checked as a primitive or not at all. */
export const dataTypes: ReadonlyMap<string, ElementDefinition[]> = new Map(
  Object.entries(TYPES).map(([name, text]) => {
    const root: ElementDefinition = { id: name, path: name, min: 0, max: '*', constraint: CONSTRAINTS[name] ?? [] }
    const elements = `id:string extension:Extension* ${text}`.split(' ').map(each => elementOf(name, each))
    return [name, [root, ...elements]]
  }),
)

const INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/
const DATE_TIME =
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d))?)?)?$/

/** Shape of each primitive: JSON type, and pattern of the text. */
export const primitives: ReadonlyMap<string, { json: 'string' | 'number' | 'boolean'; pattern?: RegExp }> = new Map([
  ['string', { json: 'string' }],
  ['http://hl7.org/fhirpath/System.String', { json: 'string' }],
  ['markdown', { json: 'string' }],
  ['xhtml', { json: 'string', pattern: /^<div[\s>]/ }],
  ['base64Binary', { json: 'string', pattern: /^[A-Za-z0-9+/=\s]*$/ }],
  ['uri', { json: 'string', pattern: /^\S+$/ }],
  ['url', { json: 'string', pattern: /^\S+$/ }],
  ['canonical', { json: 'string', pattern: /^\S+$/ }],
  ['code', { json: 'string', pattern: /^[^\s]+(\s[^\s]+)*$/ }],
  ['id', { json: 'string', pattern: /^[A-Za-z0-9\-.]{1,64}$/ }],
  ['instant', { json: 'string', pattern: INSTANT }],
  ['dateTime', { json: 'string', pattern: DATE_TIME }],
  ['date', { json: 'string', pattern: /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/ }],
  ['time', { json: 'string', pattern: /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$/ }],
  ['boolean', { json: 'boolean' }],
  ['decimal', { json: 'number' }],
  ['unsignedInt', { json: 'number', pattern: /^\d+$/ }],
  ['positiveInt', { json: 'number', pattern: /^[1-9]\d*$/ }],
  ['integer', { json: 'number', pattern: /^-?\d+$/ }],
])

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const R314 = 'https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau'

/** Closed lists that the package names without enumerating. Bare codes for `code` elements, `system|code` for codings. */
export const valueSets: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'http://hl7.org/fhir/ValueSet/identifier-use': 'usual official temp secondary old',
    'http://hl7.org/fhir/ValueSet/contact-point-system': 'phone fax email pager url sms other',
    'http://hl7.org/fhir/ValueSet/contact-point-use': 'home work temp old mobile',
    'http://hl7.org/fhir/ValueSet/name-use': 'usual official temp nickname anonymous old maiden',
    'http://hl7.org/fhir/ValueSet/address-use': 'home work temp old billing',
    'http://hl7.org/fhir/ValueSet/address-type': 'postal physical both',
    'http://hl7.org/fhir/ValueSet/narrative-status': 'generated extensions additional empty',
    'http://hl7.org/fhir/ValueSet/administrative-gender': 'male female other unknown',
    'http://hl7.org/fhir/ValueSet/appointmentstatus':
      'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist',
    'http://hl7.org/fhir/ValueSet/bundle-type':
      'document message transaction transaction-response batch batch-response history searchset collection',
    'http://hl7.org/fhir/ValueSet/days-of-week': 'mon tue wed thu fri sat sun',
    'http://hl7.org/fhir/ValueSet/http-verb': 'GET HEAD POST PUT DELETE PATCH',
    'http://hl7.org/fhir/ValueSet/location-mode': 'instance kind',
    'http://hl7.org/fhir/ValueSet/location-status': 'active suspended inactive',
    'http://hl7.org/fhir/ValueSet/participantrequired': 'required optional information-only',
    'http://hl7.org/fhir/ValueSet/participationstatus': 'accepted declined tentative needs-action',
    'http://hl7.org/fhir/ValueSet/search-entry-mode': 'match include outcome',
    'http://hl7.org/fhir/ValueSet/slotstatus': 'busy free busy-unavailable busy-tentative entered-in-error',
    'http://hl7.org/fhir/ValueSet/issue-severity': 'fatal error warning information',
    'http://hl7.org/fhir/ValueSet/issue-type':
      'invalid structure required value invariant security login unknown expired forbidden suppressed processing ' +
      'not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly ' +
      'business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational',
    'http://hl7.org/fhir/ValueSet/publication-status': 'draft active retired unknown',
    'http://hl7.org/fhir/ValueSet/capability-statement-kind': 'instance capability requirements',
    'http://hl7.org/fhir/ValueSet/restful-capability-mode': 'client server',
    'http://hl7.org/fhir/ValueSet/versioning-policy': 'no-version versioned versioned-update',
    'http://hl7.org/fhir/ValueSet/type-restful-interaction':
      'read vread update patch delete history-instance history-type create search-type',
    'http://hl7.org/fhir/ValueSet/search-param-type':
      'number date string token reference composite quantity uri special',
    'http://terminology.hl7.org/ValueSet/v3-ActEncounterCode': 'AMB EMER FLD HH IMP ACUTE NONAC OBSENC PRENC SS VR'
      .split(' ')
      .map(code => `${V3}|${code}`)
      .join(' '),
    // Not in the package: its four codes are those of the guide's pages (TRE_R314 and CPTS).
    'https://mos.esante.gouv.fr/NOS/JDV_J165-TypeCreneau-SAS/FHIR/JDV-J165-TypeCreneau-SAS': 'PUBLIC PRO SNP CPTS'
      .split(' ')
      .map(code => `${R314}|${code}`)
      .join(' '),
  }).map(([url, codes]) => [url, new Set(codes.split(' '))]),
)

/** `path type min..max [value set]`, one element a line. */
const OUTCOME = `
OperationOutcome.issue BackboneElement 1..*
OperationOutcome.issue.severity code 1..1 issue-severity
OperationOutcome.issue.code code 1..1 issue-type
OperationOutcome.issue.details CodeableConcept 0..1
OperationOutcome.issue.diagnostics string 0..1
OperationOutcome.issue.location string 0..*
OperationOutcome.issue.expression string 0..*`

const CAPABILITY = `
CapabilityStatement.url uri 0..1
CapabilityStatement.version string 0..1
CapabilityStatement.name string 0..1
CapabilityStatement.title string 0..1
CapabilityStatement.status code 1..1 publication-status
CapabilityStatement.experimental boolean 0..1
CapabilityStatement.date dateTime 1..1
CapabilityStatement.publisher string 0..1
CapabilityStatement.description markdown 0..1
CapabilityStatement.kind code 1..1 capability-statement-kind
CapabilityStatement.instantiates canonical 0..*
CapabilityStatement.software BackboneElement 0..1
CapabilityStatement.software.name string 1..1
CapabilityStatement.software.version string 0..1
CapabilityStatement.implementation BackboneElement 0..1
CapabilityStatement.implementation.description string 1..1
CapabilityStatement.implementation.url url 0..1
CapabilityStatement.fhirVersion code 1..1
CapabilityStatement.format code 1..*
CapabilityStatement.implementationGuide canonical 0..*
CapabilityStatement.rest BackboneElement 0..*
CapabilityStatement.rest.mode code 1..1 restful-capability-mode
CapabilityStatement.rest.documentation markdown 0..1
CapabilityStatement.rest.resource BackboneElement 0..*
CapabilityStatement.rest.resource.type code 1..1
CapabilityStatement.rest.resource.profile canonical 0..1
CapabilityStatement.rest.resource.supportedProfile canonical 0..*
CapabilityStatement.rest.resource.documentation markdown 0..1
CapabilityStatement.rest.resource.interaction BackboneElement 0..*
CapabilityStatement.rest.resource.interaction.code code 1..1 type-restful-interaction
CapabilityStatement.rest.resource.versioning code 0..1 versioning-policy
CapabilityStatement.rest.resource.updateCreate boolean 0..1
CapabilityStatement.rest.resource.conditionalUpdate boolean 0..1
CapabilityStatement.rest.resource.searchInclude string 0..*
CapabilityStatement.rest.resource.searchRevInclude string 0..*
CapabilityStatement.rest.resource.searchParam BackboneElement 0..*
CapabilityStatement.rest.resource.searchParam.name string 1..1
CapabilityStatement.rest.resource.searchParam.definition canonical 0..1
CapabilityStatement.rest.resource.searchParam.type code 1..1 search-param-type
CapabilityStatement.rest.resource.searchParam.documentation markdown 0..1`

function baseProfile(type: string, text: string, constraint: NonNullable<ElementDefinition['constraint']>): Profile {
  const common = `${type}.id id 0..1\n${type}.meta Meta 0..1\n${type}.text Narrative 0..1`
  const elements = `${common}${text}`.split('\n').map((line): ElementDefinition => {
    const [path = '', code = '', range = '', set] = line.split(' ')
    const [min, max = '1'] = range.split('..')
    return {
      id: path,
      path,
      min: Number(min),
      max,
      base: { path, max },
      type: [{ code }],
      ...(set ? { binding: { strength: 'required', valueSet: `http://hl7.org/fhir/ValueSet/${set}` } } : {}),
    }
  })
  return {
    url: `http://hl7.org/fhir/StructureDefinition/${type}`,
    type,
    elements: [{ id: type, path: type, min: 0, max: '*', constraint }, ...elements],
  }
}

/** Resources that the guide uses as R4 defines them. */
export const baseProfiles: readonly Profile[] = [
  baseProfile('OperationOutcome', OUTCOME, []),
  baseProfile('CapabilityStatement', CAPABILITY, [
    invariant('cpb-1', 'rest.exists() or messaging.exists() or document.exists()'),
    invariant('cpb-2', '(description.count() + software.count() + implementation.count()) > 0'),
    invariant('cpb-14', "(kind != 'instance') or implementation.exists()"),
  ]),
]
