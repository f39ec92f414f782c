"""Cities of New Zealand, Australia and the United States.

One line a city: name | region | region code | weight | postcodes | telephone area codes | districts.
"""
# ruff: noqa: E501  one line a row keeps the table readable

NZ = """
Auckland|Auckland|AUK|34|1010,1011,1021-1026,1041-1042,1050-1052,1060-1062,0610-0632|9|Ponsonby,Mount Eden,Newmarket,Takapuna,Henderson,Penrose,Remuera,Albany,Mount Wellington,East Tamaki,Onehunga,Ellerslie
Christchurch|Canterbury|CAN|16|8011,8013-8014,8022-8025,8041-8042,8051-8053,8061-8062|3|Addington,Riccarton,Sydenham,Papanui,Hornby,Linwood,Ilam,Merivale
Wellington|Wellington|WGN|15|6011-6012,6021-6023,6035,6037|4|Te Aro,Thorndon,Newtown,Karori,Miramar,Kilbirnie,Johnsonville,Kelburn
Hamilton|Waikato|WKO|9|3200,3204,3206,3210,3214,3216|7|Frankton,Te Rapa,Hillcrest,Chartwell,Rototuna
Tauranga|Bay of Plenty|BOP|7|3110,3112,3116,3118|7|Mount Maunganui,Papamoa,Greerton,Bethlehem
Dunedin|Otago|OTA|6|9010-9014,9016,9018|3|Mornington,Saint Kilda,Roslyn,South Dunedin
Palmerston North|Manawatū-Whanganui|MWT|4|4410,4412,4414|6|Hokowhitu,Awapuni,Roslyn
Napier|Hawke's Bay|HKB|4|4104,4110,4112|6|Ahuriri,Taradale,Onekawa
Nelson|Nelson|NSN|3|7010-7011|3|Stoke,Tahunanui,The Wood
Rotorua|Bay of Plenty|BOP|3|3010,3015|7|Ngongotahā,Koutu,Lynmore
New Plymouth|Taranaki|TKI|3|4310,4312|6|Fitzroy,Westown,Bell Block
Whangārei|Northland|NTL|3|0110,0112|9|Kensington,Raumanga,Tikipunga
Invercargill|Southland|STL|2|9810,9812|3|Windsor,Waikiwi
Lower Hutt|Wellington|WGN|4|5010-5011,5013-5014,5019|4|Petone,Naenae,Wainuiomata,Seaview
Queenstown|Otago|OTA|2|9300|3|Frankton,Fernhill
Whanganui|Manawatū-Whanganui|MWT|2|4500-4501|6|Gonville,Castlecliff
Gisborne|Gisborne|GIS|2|4010|6|Kaiti,Mangapapa
Timaru|Canterbury|CAN|2|7910|3|Washdyke,Highfield
Taupō|Waikato|WKO|2|3330|7|Nukuhau,Tauhara
"""

AU = """
Sydney|New South Wales|NSW|28|2000,2007-2011,2015-2018,2020,2037-2044,2060-2066,2130-2135|2|Surry Hills,Redfern,Alexandria,Newtown,Leichhardt,North Sydney,Chatswood,Mascot
Melbourne|Victoria|VIC|26|3000,3002-3004,3051-3058,3065-3068,3121-3128,3205-3207|3|Richmond,Fitzroy,Carlton,Brunswick,Southbank,Hawthorn,Port Melbourne
Brisbane|Queensland|QLD|13|4000,4005-4007,4059-4066,4101-4104|7|Fortitude Valley,West End,Milton,Newstead,Paddington
Perth|Western Australia|WA|10|6000,6003-6010,6050-6053,6100-6104|8|Subiaco,Leederville,Osborne Park,Victoria Park
Adelaide|South Australia|SA|7|5000,5006-5008,5031-5035,5061-5063|8|Norwood,Unley,Mile End,Prospect
Gold Coast|Queensland|QLD|4|4215-4218,4226-4227|7|Southport,Surfers Paradise,Robina
Newcastle|New South Wales|NSW|4|2300,2302-2305|2|Hamilton,Mayfield,Merewether
Canberra|Australian Capital Territory|ACT|4|2600-2603,2609,2612|2|Braddon,Fyshwick,Kingston
Hobart|Tasmania|TAS|2|7000,7004-7008|3|Sandy Bay,Moonah,Battery Point
Geelong|Victoria|VIC|2|3215-3220|3|Belmont,Newtown
Wollongong|New South Wales|NSW|2|2500,2502,2505|2|Fairy Meadow,Figtree
Townsville|Queensland|QLD|2|4810-4812,4814|7|Garbutt,Aitkenvale
Cairns|Queensland|QLD|2|4868-4870|7|Manunda,Earlville
Toowoomba|Queensland|QLD|1|4350|7|Harristown,Rangeville
Ballarat|Victoria|VIC|1|3350|3|Alfredton,Sebastopol
Darwin|Northern Territory|NT|1|0800,0810,0820|8|Parap,Winnellie
Launceston|Tasmania|TAS|1|7248-7250|3|Invermay,Kings Meadows
"""

US = """
New York|New York|NY|16|10001-10028,10031-10040|212,646|
Brooklyn|New York|NY|6|11201-11226,11228-11239|718,347|
Los Angeles|California|CA|12|90001-90049,90056-90068|213,323,310|
Chicago|Illinois|IL|10|60601-60626,60628-60647|312,773|
Houston|Texas|TX|8|77002-77099|713,281|
Phoenix|Arizona|AZ|5|85003-85054|602,480|
Philadelphia|Pennsylvania|PA|5|19102-19154|215|
San Diego|California|CA|4|92101-92131|619,858|
Dallas|Texas|TX|5|75201-75254|214,972|
Austin|Texas|TX|4|78701-78759|512|
San Francisco|California|CA|4|94102-94134|415|
Seattle|Washington|WA|4|98101-98126|206|
Denver|Colorado|CO|3|80202-80239|303|
Boston|Massachusetts|MA|4|02108-02136|617|
Nashville|Tennessee|TN|2|37201-37221|615|
Portland|Oregon|OR|3|97201-97239|503|
Portland|Maine|ME|1|04101-04103|207|
Atlanta|Georgia|GA|4|30303-30345|404|
Miami|Florida|FL|4|33125-33186|305|
Minneapolis|Minnesota|MN|3|55401-55430|612|
Columbus|Ohio|OH|3|43201-43235|614|
Kansas City|Missouri|MO|2|64101-64138|816|
Springfield|Illinois|IL|1|62701-62712|217|
Springfield|Massachusetts|MA|1|01101-01109|413|
St. Louis|Missouri|MO|2|63101-63147|314|
New Orleans|Louisiana|LA|2|70112-70131|504|
Salt Lake City|Utah|UT|2|84101-84124|801|
Charlotte|North Carolina|NC|3|28202-28278|704|
Detroit|Michigan|MI|2|48201-48238|313|
Pittsburgh|Pennsylvania|PA|2|15201-15239|412|
"""
