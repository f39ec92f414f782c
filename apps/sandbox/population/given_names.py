"""Given names by heritage, the common ones first, and the short forms people go by."""
# ruff: noqa: E501  one line a row keeps the table readable

WOMEN: dict[str, str] = {
    "english": (
        "Sarah Emma Elizabeth Jennifer Margaret Susan Rebecca Jessica Catherine Michelle Charlotte Olivia Amy Hannah "
        "Rachel Laura Nicole Helen Lisa Karen Katherine Anna Alice Emily Sophie Lucy Grace Megan Kate Victoria Julia "
        "Amanda Deborah Patricia Barbara Christine Alison Fiona Heather Joanne Kimberly Linda Louise Mary Natalie "
        "Philippa Samantha Stephanie Theresa Abigail Bethany Caroline Dorothy Eleanor Frances Gillian Harriet Imogen "
        "Jacqueline Madeleine Penelope Rosemary Tabitha Winifred Zoe"
    ),
    "maori": "Aroha Mere Hine Ngaio Kiri Marama Anahera Huia Moana Ataahua Whetu Tia Manaia Rangi Waimarie Roimata Hana",
    "pacific": "Sina Losa Mele Lupe Ana Salote Tupou Fetu Malia Leilani Sela Vika Talia Pua Lagi",
    "chinese": "Li Wei Mei Xin Yan Fang Jing Ying Hui Min Na Xiu Lan Qing Yu Jia Hua Lin Rui Ning Yuxin Xiaoyan Meiling",
    "indian": "Priya Anjali Neha Pooja Sunita Kavita Deepa Meera Asha Divya Rekha Shreya Ananya Lakshmi Harpreet Simran Aisha Fatima Radha Usha",
    "vietnamese": "Linh Thao Huong Mai Lan Nga Trang Hoa Phuong Thu Anh Ngoc Hanh Yen My Thuy",
    "dutch": (
        "Maria Johanna Anna Emma Sophie Lisa Sanne Anouk Femke Lotte Eva Julia Marieke Annelies Wilhelmina Cornelia "
        "Margriet Ingrid Petra Monique Saskia Esther Iris Fleur Roos Maaike Hanneke Jolanda Marloes Tineke Nienke "
        "Elisabeth Hendrika Karin Wendy Renske Floor Merel Jacqueline Carolien"
    ),
    "french": (
        "Marie Camille Léa Manon Chloé Sophie Nathalie Isabelle Catherine Sylvie Françoise Monique Céline Aurélie "
        "Julie Émilie Hélène Claire Anne Élodie Véronique Sandrine Stéphanie Valérie Martine Brigitte Charlotte "
        "Mathilde Pauline Juliette Margaux Inès Agnès Béatrice Geneviève Thérèse Noémie Clémence Anne-Sophie "
        "Marie-Claire Zoé Delphine Laëtitia"
    ),
    "german": (
        "Anna Maria Ursula Sabine Petra Monika Claudia Susanne Andrea Stefanie Katharina Julia Laura Lena Hannah Sarah "
        "Christine Karin Renate Brigitte Gabriele Martina Birgit Heike Elisabeth Johanna Sophie Franziska Anja Silke "
        "Ute Ingrid Jutta Käthe Bärbel Friederike Annegret Ulrike Helga Nina Lisa Antje Mareike"
    ),
    "spanish": "María Sofía Isabella Camila Valentina Lucía Ana Carmen Gabriela Elena Rosa Alejandra Daniela Mariana Teresa Guadalupe Paula Inês Beatriz Catarina",
    "turkish": "Fatma Ayşe Elif Zeynep Emine Hatice Meryem Özlem Gül Sevgi Aylin Derya Esra Büşra Nur Yasemin Selin",
    "arabic": "Fatima Amina Khadija Leila Nadia Samira Yasmina Soraya Naïma Rachida Salma Hanane Zineb Imane Nour Sara",
    "polish": "Anna Katarzyna Agnieszka Małgorzata Joanna Ewa Magdalena Zofia Aleksandra Monika Beata Dorota Elżbieta Justyna",
    "african": "Ngozi Amara Chioma Adaeze Folake Abena Akosua Aminata Fatou Mariam Zainab Thandiwe Wanjiru Nkechi Yetunde",
    "italian": "Giulia Francesca Chiara Maria Laura Giovanna Elena Sofia Alessandra Katerina Eleni Dimitra Vasiliki Angela Rosa",
}

MEN: dict[str, str] = {
    "english": (
        "James John Robert Michael William David Richard Thomas Andrew Christopher Daniel Matthew Benjamin Joseph "
        "Samuel Peter Paul Mark Steven Anthony Nicholas Timothy Edward George Alexander Jonathan Patrick Philip "
        "Stephen Simon Gregory Jeffrey Kenneth Ronald Charles Oliver Jack Harry Luke Adam Ryan Jacob Liam Ethan Noah "
        "Henry Arthur Frederick Albert Stanley Graham Colin Duncan Ewan Gareth Hugh Ian Keith Leonard Malcolm Neil "
        "Raymond Terence Victor Walter Zachary"
    ),
    "maori": "Tama Wiremu Hemi Hōne Rangi Matiu Rawiri Tāne Nikau Kauri Manaaki Wiri Tipene Mikaere Pita Eruera Hohepa",
    "pacific": "Sione Tevita Semisi Viliami Ioane Tui Sefa Lote Malakai Pita Mosese Fetu Manu Siaosi Tavita",
    "chinese": "Wei Jun Ming Hao Lei Jian Chen Feng Bo Tao Yong Bin Kai Peng Dong Zhen Guang Xiang Haoran Jianhua Weiming",
    "indian": "Raj Amit Sanjay Rahul Vijay Arjun Rohan Suresh Ravi Anil Deepak Gurpreet Harjit Mohammed Imran Arun Krishna Vikram Manish Nikhil",
    "vietnamese": "Minh Tuan Hung Duc Nam Long Hai Quang Thanh Khoa Bao Dung Son Phuc Anh Vinh",
    "dutch": (
        "Johannes Jan Peter Hendrik Cornelis Willem Pieter Daan Sem Lucas Bram Thijs Jeroen Mark Erik Marcel Rob Frank "
        "Martijn Bas Sander Ruben Joost Gerrit Dirk Adrianus Theodorus Antonius Jacobus Maarten Niels Koen Wouter "
        "Arjan Henk Kees Lars Stijn Floris Teun"
    ),
    "french": (
        "Jean Pierre Michel Philippe Nicolas Thomas Julien Alexandre Christophe Laurent François Stéphane Frédéric "
        "Olivier Sébastien David Antoine Maxime Guillaume Vincent Éric Pascal Thierry Alain Gérard Jacques René André "
        "Jean-Pierre Jean-Luc Jean-François Louis Hugo Lucas Théo Mathieu Benoît Rémi Cédric Loïc Hervé Yves Joël "
        "Grégoire Étienne Gaël Jérôme"
    ),
    "german": (
        "Thomas Michael Andreas Stefan Peter Wolfgang Klaus Jürgen Hans Christian Martin Frank Markus Jan Lukas Paul "
        "Felix Maximilian Alexander Sebastian Tobias Johannes Matthias Daniel Florian Karl Heinrich Werner Günter "
        "Dieter Manfred Uwe Bernd Jörg Rainer Ralf Holger Björn Sören Götz Joachim Friedrich Gerhard Hans-Peter "
        "Karl-Heinz Leon Jonas Moritz Ulrich"
    ),
    "spanish": "José Juan Luis Carlos Jesús Miguel Antonio Francisco Alejandro Diego Manuel Ángel Rafael Fernando Sergio João Pedro Tiago Rui Andrés",
    "turkish": "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Murat Ömer Yusuf Emre Burak Kemal Çağlar Serkan Tolga Cem",
    "arabic": "Mohamed Ahmed Youssef Karim Rachid Hassan Omar Said Khalid Mehdi Bilal Hamza Abdelkader Nabil Sofiane Tarek",
    "polish": "Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Jakub Łukasz Grzegorz Wojciech Mateusz Sławomir Zbigniew",
    "african": "Emeka Chidi Oluwaseun Kwame Kofi Mamadou Ibrahima Ousmane Tunde Babajide Sipho Kamau Moussa Amadou Chukwuma",
    "italian": "Marco Giuseppe Antonio Luca Giovanni Francesco Alessandro Salvatore Roberto Dimitri Nikos Yannis Georgios Paolo Vito",
}

SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "Robert": ("Bob", "Rob", "Bobby"),
    "William": ("Bill", "Will", "Billy"),
    "Richard": ("Rick", "Dick", "Rich"),
    "James": ("Jim", "Jimmy", "Jamie"),
    "John": ("Jack", "Johnny"),
    "Michael": ("Mike", "Mick"),
    "Thomas": ("Tom", "Tommy"),
    "Andrew": ("Andy", "Drew"),
    "Christopher": ("Chris", "Kit"),
    "Daniel": ("Dan", "Danny"),
    "Matthew": ("Matt",),
    "Benjamin": ("Ben",),
    "Joseph": ("Joe", "Joey"),
    "Samuel": ("Sam",),
    "Steven": ("Steve",),
    "Stephen": ("Steve",),
    "Anthony": ("Tony",),
    "Nicholas": ("Nick",),
    "Timothy": ("Tim",),
    "Edward": ("Ted", "Ed", "Eddie"),
    "Alexander": ("Alex", "Sandy"),
    "Jonathan": ("Jon",),
    "Patrick": ("Pat", "Paddy"),
    "Gregory": ("Greg",),
    "Jeffrey": ("Jeff",),
    "Kenneth": ("Ken",),
    "Ronald": ("Ron",),
    "Charles": ("Charlie", "Chuck"),
    "Frederick": ("Fred", "Freddie"),
    "Elizabeth": ("Liz", "Beth", "Betty", "Libby"),
    "Jennifer": ("Jen", "Jenny"),
    "Margaret": ("Maggie", "Peggy", "Meg"),
    "Susan": ("Sue", "Susie"),
    "Rebecca": ("Becky", "Bec"),
    "Jessica": ("Jess",),
    "Catherine": ("Cathy", "Kate"),
    "Katherine": ("Kathy", "Kate", "Katie"),
    "Michelle": ("Shelly",),
    "Charlotte": ("Lottie", "Charlie"),
    "Victoria": ("Vicky", "Tori"),
    "Amanda": ("Mandy",),
    "Deborah": ("Deb", "Debbie"),
    "Patricia": ("Pat", "Trish", "Patty"),
    "Barbara": ("Barb", "Babs"),
    "Christine": ("Chris", "Chrissie"),
    "Kimberly": ("Kim",),
    "Samantha": ("Sam",),
    "Stephanie": ("Steph",),
    "Theresa": ("Terri", "Tess"),
    "Abigail": ("Abby",),
    "Eleanor": ("Ellie", "Nell"),
    "Philippa": ("Pip", "Pippa"),
    "Wiremu": ("Wi", "Bill"),
    "Johannes": ("Hans", "Jan", "Johan"),
    "Cornelis": ("Kees", "Cor"),
    "Hendrik": ("Henk", "Rik"),
    "Willem": ("Wim",),
    "Pieter": ("Piet",),
    "Jacobus": ("Jaap", "Koos"),
    "Antonius": ("Ton", "Toon"),
    "Theodorus": ("Theo",),
    "Adrianus": ("Ad", "Arjan"),
    "Gerrit": ("Ger",),
    "Wilhelmina": ("Willie", "Mina"),
    "Cornelia": ("Corrie", "Nel"),
    "Johanna": ("Joke", "Hanna"),
    "Elisabeth": ("Els", "Liesbeth", "Lisa"),
    "Maximilian": ("Max",),
    "Sebastian": ("Basti",),
    "Friedrich": ("Fritz",),
    "Heinrich": ("Heinz", "Heiner"),
    "Joachim": ("Jochen", "Achim"),
    "Ulrich": ("Uli",),
    "Wolfgang": ("Wolf",),
    "Katharina": ("Kathi", "Käthe"),
    "Franziska": ("Franzi",),
    "Susanne": ("Susi",),
    "Alexandre": ("Alex",),
    "Frédéric": ("Fred",),
    "Sébastien": ("Seb",),
    "Maxime": ("Max",),
    "Jean-Pierre": ("JP",),
    "Jean-François": ("Jeff",),
    "Stéphanie": ("Steph",),
    "Catarina": ("Cata",),
    "Francisco": ("Paco", "Pancho"),
    "José": ("Pepe",),
    "Alejandro": ("Alex",),
    "Mohamed": ("Momo",),
    "Giuseppe": ("Beppe", "Joe"),
}
