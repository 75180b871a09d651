/** What PSC's userinfo says of a person of the sandbox: the shape of the real one, fictitious values, much of it empty. */
import type { PracticePerson } from '../../card/people.ts'

export function userinfoOf({ idnps, given, family, title, profession }: PracticePerson): Record<string, unknown> {
  const activity = {
    codeModeExercice: 'S',
    codeSecteurDactivite: 'SA01',
    codeRole: '',
    numeroFinessSite: '',
    raisonSocialeSite: 'SAMU FICTIF DU RELAIS',
  }
  return {
    preferred_username: idnps,
    SubjectNameID: idnps,
    given_name: given ?? '',
    family_name: family ?? '',
    UITVersion: '1.0',
    Palier_Authentification: 'APPPRIP3^1.2.250.1.213.1.5.1.1.1',
    SubjectRole: [`${profession ?? ''}^1.2.250.1.213.1.1.5.5`],
    Secteur_Activite: 'SA07^1.2.250.1.71.4.2.4',
    SubjectOrganization: 'SAMU FICTIF DU RELAIS',
    Mode_Acces_Raison: '',
    Acces_Regulation_Medicale: 'FAUX',
    PSI_Locale: '1.2.250.1.213.1.3.1.1',
    authMode: 'CARD',
    otherIds: [{ identifiant: idnps, origine: 'RPPS', qualite: 1 }],
    SubjectRefPro: {
      codeCivilite: 'M',
      exercices: [
        {
          codeProfession: String(profession ?? ''),
          libelleProfession: title,
          codeCategorieProfessionnelle: 'C',
          nomDexercice: family ?? '',
          prenomDexercice: given ?? '',
          activities: [activity],
        },
      ],
    },
  }
}
