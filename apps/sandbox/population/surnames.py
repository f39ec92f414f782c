"""Surnames by heritage: the common ones by name, commonest first, then those a language compounds."""
# ruff: noqa: E501, RUF001  one line a row keeps the table readable

COMMON: dict[str, str] = {
    "english": (
        "Smith Jones Williams Taylor Brown Wilson Davies Evans Thomas Johnson Roberts Walker Wright Robinson Thompson "
        "White Hughes Edwards Green Hall Wood Harris Lewis Martin Jackson Clarke Clark Turner Hill Scott Cooper Morris "
        "Ward Moore King Watson Baker Harrison Morgan Patterson Young Allen Mitchell James Anderson Phillips Lee Bell "
        "Parker Davis Bennett Miller Cook Shaw Cox Marshall Collins Simpson Gray Carter Adams Campbell Stewart Murray "
        "MacDonald McDonald Graham Reid Ross Robertson Fraser Cameron Hamilton Kelly Murphy O'Brien O'Connor O'Neill "
        "Ryan Sullivan Walsh Byrne McCarthy Gallagher Doyle Kennedy Lynch Quinn Fletcher Holmes Palmer Knight Mason "
        "Webb Rogers Gibson Hunt Mills Grant Stone Chapman Fisher Dixon Barnes Pearson Lloyd Butler Rose Atkinson "
        "Hudson Spencer Payne Pearce Burton Lawson Brooks Newman Barker Lane Armstrong Sutton Jennings Whitaker "
        "Fitzgerald Sinclair Drummond Abernethy Pemberton Featherstone"
    ),
    "maori": "Ngata Parata Tawhai Paki Henare Rangihuna Te_Rangi Kereama Waaka Hohaia Tamihana Pomare Rewi Tuhoro Nikora Potae Whaanga Rāpana Te_Kanawa Takerei",
    "pacific": "Tuilagi Fifita Taufa Leota Faleolo Vainikolo Tupou Latu Moala Fonua Salesa Tamasese Vaipulu Lolohea Havili Ioane Seiuli",
    "chinese": "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Wong Chan Cheung Lam Ng Leung",
    "indian": "Singh Patel Kumar Sharma Kaur Khan Gupta Reddy Rao Iyer Nair Desai Mehta Shah Joshi Chowdhury Hussain Ahmed Malik Verma Bhatt Gill Sandhu Fernando Perera Ramdin",
    "vietnamese": "Nguyen Tran Le Pham Hoang Phan Vu Dang Bui Do Ho Ngo Duong Ly",
    "dutch": (
        "de_Jong Jansen de_Vries van_den_Berg Bakker van_Dijk Visser Janssen Smit Meijer de_Boer Mulder de_Groot Bos "
        "Vos Peters Hendriks van_Leeuwen Dekker Brouwer de_Wit Dijkstra Smits de_Graaf van_der_Meer Kok Jacobs van_der_Linden "
        "Vermeulen van_den_Heuvel van_der_Veen Schouten van_Beek Willems Maas Kuiper Verhoeven Post Koning Hoekstra "
        "Prins Huisman Blom Kuijpers Postma Veenstra van_Vliet Bosch Scholten Molenaar Groen Timmermans Sanders "
        "Wouters de_Lange Kramer Gerritsen van_'t_Hof in_'t_Veld ten_Brink ter_Horst Hofman Driessen Zijlstra"
    ),
    "french": (
        "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David "
        "Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Faure André Mercier "
        "Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas "
        "Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun "
        "Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy "
        "Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois "
        "Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger "
        "Carpentier Sánchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam "
        "Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé"
    ),
    "german": (
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein "
        "Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause "
        "Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz "
        "Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann "
        "Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer "
        "Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch "
        "Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer von_Berg von_der_Heide"
    ),
    "spanish": "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes Cruz Morales Ortiz Gutiérrez Chávez Ramos Ruiz Silva Santos Ferreira Pereira Oliveira Costa Vargas Castillo Mendoza Álvarez Peña Núñez",
    "turkish": "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan Şimşek Polat",
    "arabic": "Benali Bouzid El_Amrani Haddad Mansouri Belkacem Ziani Cherif Saidi Bennani El_Idrissi Khalil Hamdi Toumi Bouazza Slimani Brahimi Nasri Amrani Al-Masri",
    "polish": "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Krawczyk",
    "african": "Okafor Adeyemi Mensah Diallo Traoré Okonkwo Eze Balogun Osei Boateng Ndiaye Diop Keita Coulibaly Dlamini Nkosi Kamau Otieno Abubakar Afolabi",
    "italian": "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Papadopoulos Pappas Georgiou Conti De_Luca Costa Giordano Mancini Rizzo Lombardi Moretti",
}

COMPOUNDS: dict[str, tuple[str, str]] = {
    "english": (
        "Ash Black Brad Brom Burn Cal Chad Craw Den Dray El Fair Gar Ham Haw Hol Kirk Lang Lin Mar Mel Nor Oak Pem Pres "
        "Ram Red Rock Sel Shel Stan Thorn Wad Wal West Whit Win Wood Wor Hart",
        "ford ton ley well worth field by ham wick bury stead brook shaw more combe thorpe man bourne croft",
    ),
    "dutch": (
        "van_der_ van_de_ van_den_ van_ ver",
        "Zande Hoek Broek Velde Burg Wal Steen Laan Kamp Horst Ploeg Brink Kerk Poel Molen Heide Sluis Bosch Plas Wiel "
        "Straten Eijk Essen Doorn Schoot Vaart Kolk Woude Haar Akker Weerd Ham",
    ),
    "french": (
        "Beau Mont Champ Ville Bel Clair Bois Haute Roche Font Val Grand Char Mar Pont",
        "lieu mont champ fort court bois val pré fontaine rive tier net lin don",
    ),
    "german": (
        "Stein Berg Wald Eich Buch Hag Lind Rosen Reich Kirch Hohen Grün Neu Alten Ober Nieder Bren Weiden Franken Tal "
        "Bären Mühl Sand Feld Hein",
        "mann er bach berger dorfer hofer meier müller feld stein heimer ner hauser wald",
    ),
}
