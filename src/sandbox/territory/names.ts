/**
 * Names composed by rule: French to the ear, of nobody. Their difficulties are real: homophones, hyphens, particles,
 * apostrophes, accents that the register writes or forgets.
 */
import type { Random } from './random.ts'

/** Frequent surnames, so that a list of namesakes looks like one. */
const FREQUENT =
  `Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux
David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier
Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel
Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly
Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard
Roger Fabre Aubert Lemoine Renaud Renault Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland
Leclercq Guillaume Lecomte López Jean Dupuy Guillot Hubert Berger Carpentier Sánchez Dupuis Moulin Louis Deschamps Huet
Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier
Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le Gall Collet Léger Bouvier Julien Prévost Millet Perrot
Daniel Cousin Germain Breton Besson Langlois Rémy Le Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber
Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin
Chauvin Da Silva Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon
Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte`
    .split('\n')
    .flatMap(line => line.match(/(?:Le|Da) \S+|\S+/g) ?? [])

const HEADS =
  `A Al An Ar Au Bal Bar Bas Beau Bel Ber Bert Bi Blan Bo Bon Bor Bou Boul Bour Bran Bre Bri Bru Ca Cal Car Cas
Cha Chal Cham Chan Char Chas Chau Che Cla Co Col Con Cor Cos Cou Cour Cre Cu Da Dal Dar De Del Des Do Dom Dor Dru Du Dur
Es Fa Far Fau Fer Fla Fleu Fo For Fou Fran Fre Fro Ga Gail Gal Gan Gar Gas Gau Ger Gi Gir Go Gou Gran Gre Gri Gro Gué
Gui Guil Ha Ham Har Hé Her Hu Ja Jac Jan Jo Jour Ju Ker La Lam Lan Lar Lau Le Lé Li Lo Lor Lou Lu Ma Mal Man Mar Mas Mau
Me Mer Mi Mil Mo Mon Mor Mou Na Ni No Nou O Or Pa Pail Pal Par Pas Pau Pel Per Pi Pin Plan Po Pon Por Pou Pra Pré Pru
Qué Qui Ra Ram Ré Ri Ro Roc Ron Ros Rou Rous Sa Sal San Sar Sau Sé Ser Si So Sou Ta Tal Tar Tau Té Ter Thé Thi Ti Tou
Tra Tré Tri Tru Va Val Van Var Vau Ver Vi Vil Vin Vol`.split(/\s+/)

const MIDDLES =
  `ba be bi bo ca che chi co da de di do fa fe ga gi gno go gue la le li lle llo ma me mi mo na ne ni nno no pa
pe pi po que ra re ri ro rra rre sa se si sse sso ta te ti to tte va ve vi vo za`.split(/\s+/)

/** Endings by families that sound alike: the ear cannot choose among the members of one. */
const TAILS = [
  'rd rt rs',
  'lot lleau llaud llaux',
  'reau raud rault raux ro',
  'neau naud nault not',
  'deau daud dault dot',
  'teau taud thault tot',
  'cher ché chet',
  'gnier gné',
  'rier ryer',
  'din dain din',
  'lin lain llin',
  'tin thin tain',
  'ron rond',
  'bon bond',
  'vet vais vet',
  'quet quais ket',
  'lard llard lar',
  'nard nnard',
  'mont mond',
  'court cour',
  'ville vil',
  'vre fre',
  'ssier cier',
  'ndre ndres',
  'nel nelle',
  'rel relle',
  'ssel celle',
  'gnac niac',
  'zac sac',
  'nec nnec',
  'dec dech',
  'vois voy',
  'mel mmel',
  'lec lech',
  'rieux rieu',
  'lange lenge',
  'nson nçon',
  'ult ut',
].map(family => family.split(' '))

const PARTICLES = [
  'de ',
  "d'",
  'du ',
  'de la ',
  'le ',
  'la ',
  'des ',
  'Le ',
  'Van ',
  'Ben ',
  'El ',
  "N'",
  'Saint-',
  'Mac ',
]

const GIVEN_F =
  `Élodie Marie Camille Léa Manon Chloé Sarah Julie Pauline Marion Laura Céline Sophie Isabelle Nathalie Sylvie
Catherine Anne Hélène Claire Émilie Aurélie Mathilde Lucie Charlotte Alice Agnès Béatrice Brigitte Cécile Chantal Christine
Clémence Delphine Dominique Éléonore Estelle Eva Florence Françoise Gaëlle Geneviève Ghislaine Héloïse Inès Irène Jeanne
Joëlle Justine Karine Laëtitia Laurence Louise Lydie Maëlle Margaux Martine Maryse Mélanie Michèle Mireille Monique Muriel
Nadège Nadia Naïma Noémie Océane Odile Oriane Patricia Perrine Raphaëlle Rose Salomé Sandrine Solène Stéphanie Suzanne
Thérèse Valérie Véronique Victoire Virginie Yasmine Yvonne Zoé Amina Fatima Leïla Maïwenn Nolwenn Soazig Zélie`.split(
    /\s+/,
  )

const GIVEN_M =
  `Pierre Paul Jacques Michel Philippe Alain Bernard Patrick Nicolas Thomas Julien Antoine Alexandre Maxime
Guillaume Benoît François Christophe Stéphane Laurent Olivier Éric Frédéric Vincent Mathieu Sébastien Jérôme David Romain
Arnaud Aurélien Baptiste Bastien Bruno Cédric Clément Cyril Damien Daniel Denis Didier Dominique Emmanuel Étienne Fabien
Fabrice Florian Gaël Gérard Gilles Grégoire Grégory Hervé Hugo Hugues Ismaël Jean Jérémie Joël Jonathan Kévin Léo Loïc Louis
Luc Ludovic Lucas Marc Martin Mehdi Mickaël Noël Norbert Pascal Quentin Raphaël Régis Rémi René Robin Rodolphe Samuel Serge
Simon Sylvain Tanguy Théo Thibault Thierry Tristan Valentin Victor Xavier Yann Yannick Yves Karim Mohamed Youssef Gwénaël
Raoul Zacharie`.split(/\s+/)

/** A surname as spoken and written by its bearer: «Le Quément», «Rousseau-Marignac», «d'Albreau». */
export function composeFamily(random: Random): string {
  const kind = random.next()
  if (kind < 0.3) return random.pick(FREQUENT)
  if (kind < 0.34) return `${single(random)}-${random.chance(0.5) ? random.pick(FREQUENT) : single(random)}`
  if (kind < 0.36) return `${single(random)} ${random.pick(FREQUENT)}`
  if (kind < 0.41) return `${random.pick(PARTICLES)}${single(random)}`
  return single(random)
}

function single(random: Random): string {
  const head = random.pick(HEADS)
  const middle = random.chance(0.55) ? random.pick(MIDDLES) : ''
  return `${head}${middle}${random.pick(random.pick(TAILS))}`.replace(/(.)\1\1/g, '$1$1')
}

/** A given name of one civility; a tenth are double. */
export function composeGiven(random: Random, civility: 'M' | 'MME'): string {
  const list = civility === 'M' ? GIVEN_M : GIVEN_F
  if (!random.chance(0.1)) return random.pick(list)
  const first = civility === 'M' ? 'Jean' : random.pick(['Marie', 'Anne'])
  return `${first}-${random.pick(list)}`
}

/** Drops accents as half of the register's typists do. */
export function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '')
}
