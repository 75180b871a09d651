/**
 * Which rule of the guide a fault breaks: what a vendor needs to find it in their own product. Profiles of package
 * ans.fhir.fr.sas 1.1.0; FAQ and pages of the guide where no profile says it.
 */
import type { WhyLeftAside } from './resources.ts'

const ROLE = 'FrPractitionerRoleExerciceAgregateur'
const SOS = 'sas-sos'

/** The rule, in the words of the guide: profile, element, cardinality. */
export const RULES: Readonly<Record<WhyLeftAside, string>> = {
  'not-a-resource': 'FHIR R4 : Bundle.entry.resource, un objet avec resourceType',
  'type-unknown':
    'BundleAgregateur : entry limité à Slot, Schedule, Practitioner, PractitionerRole (CPTS, SOS : + HealthcareService, Organization, Location)',
  'next-page-not-followed':
    'sas-cpts-bundle-aggregator, sas-sos-bundle-aggregator : link 1..1 (self) ; le guide n’a pas de pagination',
  'not-free': 'FrSlotAgregateur : status = free',
  'time-missing': 'Slot (R4) : start 1..1, end 1..1',
  'time-unreadable': 'FrSlotAgregateur : start, end AAAA-MM-JJThh:mm:ss.mmm±hh:mm, décalage écrit',
  'times-reversed': 'FrSlotAgregateur : end après start',
  'slot-contradicted': 'FHIR R4 : un id par ressource et par serveur',
  'schedule-missing': 'FrSlotAgregateur : schedule 1..1 → FrScheduleAgregateur, présent dans le Bundle',
  'schedule-ambiguous': 'FrSlotAgregateur : schedule 1..1 → une seule ressource du Bundle',
  'actor-missing': `FrScheduleAgregateur : actor → PractitionerRole et Practitioner ; ${SOS}-schedule-aggregator : actor → Location`,
  'actor-ambiguous': 'FrScheduleAgregateur : 1 Schedule = 1 PractitionerRole = 1 lieu',
  'role-missing': 'FrScheduleAgregateur : actor → FrPractitionerRoleExerciceAgregateur, présent dans le Bundle',
  'role-ambiguous': 'FrScheduleAgregateur : 1 Schedule = 1 PractitionerRole = 1 lieu',
  'practitioner-missing': `FrScheduleAgregateur : actor → FrPractitionerAgregateur ; ${ROLE} : practitioner, présents dans le Bundle`,
  'practitioner-ambiguous': `${ROLE} : practitioner, le même que Schedule.actor`,
  'identifier-missing':
    'FrPractitionerAgregateur : identifier 1..* (IDNPS 8+RPPS ou 0+ADELI, urn:oid:1.2.250.1.71.4.2.1) ; sas-sos-organization-aggregator : 3+SIRET',
  'identifier-ambiguous':
    'FrPractitionerAgregateur : un seul IDNPS par professionnel ; sas-sos-organization-aggregator : un seul IDNST',
  'location-missing': `${ROLE} : contained 1..*, location 1..1 → #id ; FrLocationAgregateur : address.line, city, postalCode 1..1`,
  'location-ambiguous': `${ROLE} : location 1..1, un seul lieu`,
  'organization-missing': `${SOS}-location-aggregator : managingOrganization.reference 1..1, présente dans le Bundle`,
  'organization-ambiguous': `${SOS}-location-aggregator : managingOrganization.reference 1..1, une seule ressource`,
  'booking-address-unsafe': 'FrSlotAgregateur : comment, adresse http(s) sans identifiants',
  'booking-address-unreadable': 'FrSlotAgregateur : comment, une adresse',
  'community-missing':
    'sas-cpts-slot-aggregator : serviceType TRE_R66#604 avec extension 1..1 → HealthcareService → Organization présents',
}
