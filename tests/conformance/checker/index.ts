/** The conformance checker: profiles of the national guide as an oracle that nobody here wrote. */
export { checkAppointment } from './appointment.ts'
export { checkBundle, type Expectation, type Flow } from './bundle.ts'
export { type Checker, createChecker, type Finding, type Json } from './check.ts'
export { NOT_RUN, openGuide } from './guide.ts'
export { closureOf, type MutationKind, mutantsOf } from './mutate.ts'
