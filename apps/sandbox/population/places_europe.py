"""Cities of Great Britain, the Netherlands, France and Germany.

One line a city: name | region | region code | weight | postcodes | telephone area codes | districts.
British postcodes list the outward half; the inward half is drawn.
"""
# ruff: noqa: E501  one line a row keeps the table readable

GB = """
London|Greater London|LND|30|SE1,SE5,SE10,SE15,SW4,SW9,SW11,SW18,N1,N4,N7,N16,NW1,NW3,NW6,E1,E2,E8,E14,W2,W6,W12,EC1V,EC2A,WC1X|20|Camden,Hackney,Southwark,Lambeth,Islington,Clapham,Brixton,Hammersmith
Manchester|Greater Manchester|MAN|9|M1,M2,M3,M4,M8,M13,M14,M16,M20,M21,M40|161|Didsbury,Chorlton,Ancoats,Salford
Birmingham|West Midlands|BIR|9|B1,B2,B3,B5,B9,B12,B13,B15,B16,B18,B29|121|Edgbaston,Moseley,Digbeth,Harborne
Leeds|West Yorkshire|LDS|6|LS1,LS2,LS6,LS7,LS8,LS10,LS11,LS12|113|Headingley,Armley,Hunslet
Glasgow|Glasgow City|GLG|6|G1,G2,G3,G4,G5,G11,G12,G20,G31,G41|141|Partick,Govan,Dennistoun
Edinburgh|City of Edinburgh|EDH|5|EH1,EH2,EH3,EH6,EH7,EH8,EH9,EH11|131|Leith,Morningside,Stockbridge
Bristol|Bristol|BST|5|BS1,BS2,BS3,BS5,BS6,BS8|117|Clifton,Bedminster,Redland
Liverpool|Merseyside|LIV|5|L1,L2,L3,L8,L15,L17,L18|151|Toxteth,Wavertree,Aigburth
Sheffield|South Yorkshire|SHF|4|S1,S2,S3,S6,S8,S10,S11|114|Hillsborough,Ecclesall
Newcastle upon Tyne|Tyne and Wear|NET|4|NE1,NE2,NE3,NE4,NE6|191|Jesmond,Gosforth,Heaton
Nottingham|Nottinghamshire|NGM|4|NG1,NG2,NG3,NG5,NG7|115|Lenton,Sherwood,West Bridgford
Leicester|Leicestershire|LCE|3|LE1,LE2,LE3,LE4,LE5|116|Clarendon Park,Belgrave
Cardiff|Cardiff|CRF|3|CF10,CF11,CF14,CF23,CF24|29|Roath,Canton,Splott
Reading|Berkshire|RDG|2|RG1,RG2,RG4,RG30|118|Caversham,Tilehurst
Aberdeen|Aberdeen City|ABE|2|AB10,AB11,AB15,AB24,AB25|1224|Rosemount,Torry
Brighton|East Sussex|BNH|3|BN1,BN2|1273|Kemptown,Hanover
Oxford|Oxfordshire|OXF|2|OX1,OX2,OX3,OX4|1865|Headington,Cowley,Jericho
Cambridge|Cambridgeshire|CAM|2|CB1,CB2,CB3,CB4,CB5|1223|Chesterton,Romsey
Norwich|Norfolk|NFK|2|NR1,NR2,NR3,NR4|1603|Eaton,Thorpe
Exeter|Devon|DEV|2|EX1,EX2,EX4|1392|St Thomas,Heavitree
Belfast|Belfast|BFS|2|BT1,BT2,BT5,BT7,BT9,BT12|28|Stranmillis,Ormeau
"""

NL = """
Amsterdam|Noord-Holland|NH|18|1011-1019,1051-1059,1071-1079,1091-1098|20|
Rotterdam|Zuid-Holland|ZH|13|3011-3016,3021-3029,3031-3039,3051-3056|10|
Den Haag|Zuid-Holland|ZH|10|2491-2498,2511-2518,2521-2526,2561-2566|70|
Utrecht|Utrecht|UT|9|3511-3515,3521-3528,3541-3544,3551-3554|30|
Eindhoven|Noord-Brabant|NB|7|5611-5617,5621-5629,5641-5646|40|
Groningen|Groningen|GR|5|9711-9718,9721-9728,9731-9737|50|
Tilburg|Noord-Brabant|NB|5|5011-5018,5021-5026,5038|13|
Almere|Flevoland|FL|4|1311-1318,1321-1328,1351-1353|36|
Breda|Noord-Brabant|NB|4|4811-4818,4822-4827|76|
Nijmegen|Gelderland|GE|4|6511-6515,6521-6525,6531-6537|24|
Arnhem|Gelderland|GE|4|6811-6815,6821-6828|26|
Haarlem|Noord-Holland|NH|4|2011-2015,2021-2026,2031-2037|23|
Enschede|Overijssel|OV|3|7511-7514,7521-7525,7541-7548|53|
Amersfoort|Utrecht|UT|3|3811-3819,3821-3826|33|
's-Hertogenbosch|Noord-Brabant|NB|3|5211-5216,5221-5224|73|
Zwolle|Overijssel|OV|3|8011-8017,8021-8028|38|
Maastricht|Limburg|LI|3|6211-6219,6221-6229|43|
Leiden|Zuid-Holland|ZH|3|2311-2318,2321-2324|71|
Dordrecht|Zuid-Holland|ZH|2|3311-3319|78|
Leeuwarden|Friesland|FR|2|8911-8918,8921-8926|58|
Alkmaar|Noord-Holland|NH|2|1811-1817,1821-1827|72|
Venlo|Limburg|LI|2|5911-5916,5921-5928|77|
Middelburg|Zeeland|ZE|1|4331-4337|118|
"""

FR = """
Paris|Île-de-France|IDF|24|75001-75020|1|
Marseille|Provence-Alpes-Côte d'Azur|PAC|9|13001-13016|4|
Lyon|Auvergne-Rhône-Alpes|ARA|9|69001-69009|4|
Toulouse|Occitanie|OCC|7|31000,31100,31200,31300,31400,31500|5|
Nice|Provence-Alpes-Côte d'Azur|PAC|5|06000,06100,06200,06300|4|
Nantes|Pays de la Loire|PDL|6|44000,44100,44200,44300|2|
Montpellier|Occitanie|OCC|5|34000,34070,34080,34090|4|
Strasbourg|Grand Est|GES|4|67000,67100,67200|3|
Bordeaux|Nouvelle-Aquitaine|NAQ|6|33000,33100,33200,33300,33800|5|
Lille|Hauts-de-France|HDF|5|59000,59160,59260,59800|3|
Rennes|Bretagne|BRE|4|35000,35200,35700|2|
Reims|Grand Est|GES|2|51100|3|
Saint-Étienne|Auvergne-Rhône-Alpes|ARA|3|42000,42100|4|
Le Havre|Normandie|NOR|2|76600,76610,76620|2|
Grenoble|Auvergne-Rhône-Alpes|ARA|3|38000,38100|4|
Dijon|Bourgogne-Franche-Comté|BFC|2|21000|3|
Angers|Pays de la Loire|PDL|2|49000,49100|2|
Clermont-Ferrand|Auvergne-Rhône-Alpes|ARA|2|63000,63100|4|
Tours|Centre-Val de Loire|CVL|2|37000,37100,37200|2|
Besançon|Bourgogne-Franche-Comté|BFC|2|25000|3|
Orléans|Centre-Val de Loire|CVL|2|45000,45100|2|
Nîmes|Occitanie|OCC|2|30000,30900|4|
Bayonne|Nouvelle-Aquitaine|NAQ|1|64100|5|
"""

DE = """
Berlin|Berlin|BE|17|10115-10119,10178-10179,10243-10249,10405-10439,10551-10559,10961-10999,12043-12059,13347-13359|30|Mitte,Kreuzberg,Neukölln,Wedding,Prenzlauer Berg
Hamburg|Hamburg|HH|11|20095-20099,20251-20259,22041-22049,22297-22309,22761-22769|40|Altona,Eimsbüttel,Barmbek,Wandsbek
München|Bayern|BY|11|80331-80339,80469,80538-80539,80634-80639,80796-80809,81241-81249,81541-81549|89|Schwabing,Sendling,Pasing,Giesing
Köln|Nordrhein-Westfalen|NW|8|50667-50679,50733-50739,50823-50829,51061-51069|221|Ehrenfeld,Nippes,Deutz,Mülheim
Frankfurt am Main|Hessen|HE|7|60311-60329,60431-60439,60594-60599|69|Bornheim,Sachsenhausen,Höchst
Stuttgart|Baden-Württemberg|BW|6|70173-70199,70372-70376,70563-70569|711|Bad Cannstatt,Vaihingen,Degerloch
Düsseldorf|Nordrhein-Westfalen|NW|6|40210-40239,40545-40549|211|Bilk,Flingern,Oberkassel
Leipzig|Sachsen|SN|5|04103-04109,04155-04159,04229|341|Plagwitz,Gohlis,Connewitz
Dortmund|Nordrhein-Westfalen|NW|4|44135-44149,44225-44229|231|Hörde,Aplerbeck
Essen|Nordrhein-Westfalen|NW|4|45127-45149,45239|201|Rüttenscheid,Werden
Bremen|Bremen|HB|4|28195-28217,28307-28309|421|Walle,Hemelingen
Dresden|Sachsen|SN|4|01067-01069,01097-01109,01157-01159|351|Neustadt,Löbtau
Hannover|Niedersachsen|NI|4|30159-30179,30449-30459|511|Linden,List
Nürnberg|Bayern|BY|4|90402-90419,90439-90449|911|Gostenhof,Langwasser
Mannheim|Baden-Württemberg|BW|3|68159-68169,68305-68309|621|Käfertal,Neckarau
Karlsruhe|Baden-Württemberg|BW|3|76131-76139,76185-76189|721|Durlach,Mühlburg
Münster|Nordrhein-Westfalen|NW|3|48143-48167|251|Gievenbeck,Hiltrup
Augsburg|Bayern|BY|3|86150-86169|821|Lechhausen,Göggingen
Freiburg im Breisgau|Baden-Württemberg|BW|2|79098-79117|761|Wiehre,Haslach
Lübeck|Schleswig-Holstein|SH|2|23552-23569|451|Travemünde,Moisling
Kassel|Hessen|HE|2|34117-34134|561|Wehlheiden,Bettenhausen
Würzburg|Bayern|BY|2|97070-97084|931|Grombühl,Heidingsfeld
"""
