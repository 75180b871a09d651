/** Surnames that sound the same said over the phone, or near enough to be taken down one for the other. Written by ear. */
export const HOMOPHONES: readonly (readonly [string, string])[] = `
Lefebvre Lefèvre, Thibault Tibo, François Fransois, Renault Renaud, Schmitt Chmite, Dupont Dupond, Durand Durant, Martin Martain,
Bernard Bernart, Petit Peti, Moreau Moraud, Moreau Moro, Gauthier Gautier, Gautier Gotier, Mathieu Matthieu, Mathieu Matieu,
Thomas Tomas, Roussel Rousselle, Rousseau Roussot, Garnier Garnié, Fournier Fournié, Mercier Mersier, Chevalier Chevallier,
Chevallier Chevalié, Bonnet Bonet, Bonnet Bonnay, Girard Girart, Giraud Giro, Giraud Girault, Arnaud Arnault, Arnaud Arno,
Guérin Guerrin, Guérin Guérain, Perrin Perin, Perrin Périn, Morin Maurin, Morin Morain, Robin Robain, Colin Collin, Colin Kolin,
Clément Clémant, Laurent Lorent, Laurent Laurant, Vincent Vinsent, Vincent Vincant, Fontaine Fontène, Fontaine Fonteine,
Lemaire Lemère, Lemaire Lemerre, Meyer Méyer, Meunier Meunié, Dufour Dufourt, Dumont Dumond, Dumas Duma, Duval Duvale,
Marchand Marchant, Marchal Maréchal, Blanchard Blanchart, Blanc Blan, Brunet Bruné, Brunet Brunnet, Barbier Barbié,
Gérard Gérart, Rivière Rivierre, Roche Rauche, Renard Renart, Roy Roi, Leroy Leroi, Leroux Lerou, Roux Rou, Vidal Vidale,
Caron Karon, Caron Carron, Picard Pikard, Picard Piccard, Roger Rogé, Fabre Phabre, Aubert Obert, Aubert Haubert, Lemoine Lemoyne,
Lacroix Lacroi, Olivier Ollivier, Philippe Filippe, Philippe Philipe, Bourgeois Bourjois, Benoît Benoi, Leclerc Leclair,
Leclercq Leclerc, Lecomte Lecompte, Lecomte Leconte, Dupuy Dupuis, Guillot Guillo, Guillot Guillaud, Hubert Ubert, Berger Bergé,
Carpentier Carpentié, Carpentier Charpentier, Moulin Moulain, Deschamps Dechamp, Deschamps Deschant, Huet Hué, Huet Uet,
Vasseur Vaseur, Boucher Bouché, Fleury Fleuri, Royer Royé, Klein Clein, Jacquet Jaquet, Jacquet Jacké, Poirier Poirié,
Marty Marti, Aubry Aubri, Aubry Obry, Guyot Guillot, Carré Caré, Charpentier Charpantier, Ménard Mesnard, Maillard Mayard,
Baron Barron, Bertin Bertain, Bailly Bailli, Hervé Ervé, Schneider Chnédère, Collet Collé, Collet Colet, Léger Légé,
Bouvier Bouvié, Prévost Prévot, Prévost Prévaut, Millet Millé, Perrot Perraud, Perrot Perrault, Cousin Couzin, Germain Germin,
Breton Bretton, Besson Beson, Langlois Langloi, Langlois Langlais, Rémy Rémi, Pelletier Peltier, Lévêque Lévesque,
Perrier Périer, Leblanc Leblan, Barré Baré, Lebrun Lebrin, Mallet Malet, Hamon Amon, Hamon Hammon, Boulanger Boulangé,
Monnier Monier, Michaud Michau, Michaud Micheau, Guichard Guichart, Gillet Gilet, Étienne Estienne, Poulain Poulin, Tessier Teissier,
Tessier Tessié, Chauvin Chovin, Bouchet Bouché, Gay Gai, Bénard Besnard, Humbert Umbert, Reynaud Raynaud, Reynaud Renaud,
Barthélemy Bartélémi, Cordier Cordié, Pichon Pischon, Lamy Lami, Delaunay Delaunet, Delaunay Delonnay, Pasquier Paquier,
Carlier Carlié, Laporte Laportte, Jaubert Joubert, Faucher Fauché, Baudouin Beaudouin, Baudouin Bauduin, Beaumont Baumont,
Thierry Tierry, Thierry Thiéry, Théron Terron, Rolland Roland, Rolland Rollant, Armand Armant, Bertrand Bertrant, Normand Normant,
Renaudin Renodin, Baudry Beaudry, Quentin Kentin, Quentin Cantin, Quéré Kéré, Quémener Kémener, Le Quellec Le Kellec,
Christophe Kristof, Chrétien Crétien, Christian Cristian, Koch Coche, Delacroix Delacroit, Delattre Delatre, Lamotte Lamothe,
Thévenot Tévenot, Thévenin Tévenin, Thiébaut Thiébault, Thiébaut Tiébo, Gaillard Gayard, Villard Vilard, Guillou Guilloux,
Guillemin Guillemain, Guillemin Guilmin, Jolivet Jolivé, Joly Joli, Julien Jullien, Sabatier Sabathier, Sabatier Sabatié,
Cartier Quartier, Caillaud Cayaud, Caillé Cailler, Sauvage Sovage, Saunier Sonnier, Sautereau Sauterot, Savary Savari,
Ferrand Ferrant, Ferry Ferri, Fouquet Fouqué, Fouquet Foucquet, Foucher Fouché, Lhomme Lomme, Lhuillier Luillier, Lheureux Leureux,
Hébert Ébert, Hébert Herbert, Henry Henri, Henry Anri, Jourdan Jourdain, Jourdan Jourdant, Tanguy Tangui, Tanguy Tanghy,
Wagner Vagner, Walter Valter, Weber Veber, Widmer Vidmer, Lelièvre Lelièvres, Lesage Lessage, Lesueur Le Sueur, Masson Maçon,
Massot Masseau, Mauger Maugé, Mauger Moger, Maury Mory, Navarre Navare, Nicolas Nicola, Nicolas Nikolas, Ollier Olier, Pagès Pagé,
Parisot Parizot, Pasteur Pastheur, Payen Payan, Peyre Père, Ragot Rago, Ragot Ragault, Raffin Rafin, Ravel Ravelle, Rebours Rebour,
Regnault Renault, Regnier Rénier, Richer Riché, Richou Richoux, Sicard Sikard, Simonet Simonnet, Simonet Simonné, Soulier Soulié,
Tavernier Taverniez, Texier Tessier, Vaillant Vayant, Valentin Valantin, Vautier Vauthier, Vigneron Vignerond, Vernet Verney
`
  .trim()
  .split(/,\s*/)
  .map(pair => pair.split(/ (?=[^ ]+$|Le )/))
  .map(pair => {
    // «Le Quellec Le Kellec»: both halves have as many words.
    const words = pair.join(' ').trim().split(' ')
    const half = words.length === 3 ? 1 : words.length / 2
    return [words.slice(0, half).join(' '), words.slice(half).join(' ')] as const
  })
