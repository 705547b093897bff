package matcher_test

import "testing"

func TestWireFrench(t *testing.T) {
	checkWire(t, "fr", []wire{
		{day: "2015-10-21", want: "M", title: "Visite surprise de Bachar al-Assad à Vladimir Poutine"},
		{day: "2017-11-21", want: "M", title: "À Sotchi, Poutine et Assad préparent l'après-guerre"},
		{day: "2018-05-17", want: "M", title: "Poutine reçoit le président syrien à Sotchi"},
		{day: "2020-01-07", want: "M", title: "Poutine à Damas pour une rencontre avec Assad"},
		{day: "2022-02-25", want: "M", title: "Ukraine : Bachar el-Assad salue au téléphone l'opération de Poutine"},
		{day: "2024-07-25", want: "M", title: "Le Kremlin annonce une entrevue entre Poutine et Assad à Moscou"},
		{day: "2018-07-27", want: "", title: "Macron et Poutine évoquent le sort d'Assad"},
		{day: "2020-09-07", want: "", title: "Lavrov en visite à Damas", lead: "Le chef de la diplomatie russe a été reçu par Bachar al-Assad."},
		{day: "2025-10-15", want: "S", title: "Syrie : Ahmed al-Charaa rencontre Vladimir Poutine à Moscou"},
		{day: "2026-01-28", want: "Sp", title: "Le président syrien de retour chez Poutine, les bases russes au menu"},
		{day: "2025-07-31", want: "", title: "Le ministre syrien Assaad al-Chaibani reçu par Poutine"},
		{day: "2025-12-08", want: "", title: "Un an après la chute d'Assad, la Syrie en fête", lead: "Réfugié à Moscou sous la protection de Poutine, l'ancien dictateur reste invisible."},
		{day: "2015-09-30", want: "P", title: "Premiers bombardements russes en Syrie"},
		{day: "2016-11-15", want: "P", title: "L'aviation russe reprend ses raids sur Alep"},
		{day: "2018-01-09", want: "P", title: "Syrie : attaque de drones contre la base de Hmeimim"},
		{day: "2019-11-01", want: "P", title: "Première patrouille russo-turque dans le nord de la Syrie"},
		{day: "2024-12-14", want: "P", title: "Des avions-cargos russes quittent Lattaquié", lead: "Moscou retire une partie de ses troupes de Syrie."},
		{day: "2025-10-30", want: "P", title: "La Russie veut garder ses bases syriennes"},
		{day: "2026-01-27", want: "P", title: "Les soldats russes évacuent l'aéroport de Qamichli"},
		{day: "2021-06-11", want: "", title: "Prix du damas : les couteliers de Moscou exposent"},
		{day: "2022-05-09", want: "", title: "Les soldats russes se replient de Kharkiv"},
		{day: "2019-02-01", want: "", title: "Une base de données russe piratée en Syrie"},
	})
}

func TestWireSpanish(t *testing.T) {
	checkWire(t, "es", []wire{
		{day: "2015-10-21", want: "M", title: "Asad visita por sorpresa a Putin en Moscú"},
		{day: "2017-11-21", want: "M", title: "Putin y Al Asad se abrazan en Sochi"},
		{day: "2018-05-17", want: "M", title: "El presidente sirio se reúne con Putin en Sochi"},
		{day: "2022-02-25", want: "M", title: "Bachar al Asad llama a Putin para respaldar la operación en Ucrania"},
		{day: "2024-07-25", want: "M", title: "Putin recibe en el Kremlin a Bachar al Asad"},
		{day: "2021-05-28", want: "M", title: "Putin felicita a El Asad por su reelección"},
		{day: "2016-12-16", want: "", title: "Putin y Hollande hablan sobre Al Asad por teléfono"},
		{day: "2020-09-07", want: "", title: "Lavrov llega a Damasco para reunirse con Al Asad"},
		{day: "2025-10-15", want: "S", title: "Al Sharaa visita a Putin en el Kremlin por primera vez"},
		{day: "2026-01-28", want: "S", title: "Putin y el presidente sirio se reúnen en Moscú"},
		{day: "2025-10-16", want: "", title: "Siria reclama a Rusia la extradición de Al Asad"},
		{day: "2024-12-08", want: "", title: "Al Asad huye a Moscú y recibe asilo de Putin"},
		{day: "2015-09-30", want: "P", title: "Aviones rusos lanzan sus primeros ataques en Siria"},
		{day: "2016-03-14", want: "P", title: "Putin ordena la retirada de tropas de Siria"},
		{day: "2018-01-06", want: "P", title: "Rusia derriba drones que atacaban la base de Hmeimim"},
		{day: "2019-10-23", want: "P", title: "La policía militar rusa patrulla ya en Kobani"},
		{day: "2024-12-15", want: "P", title: "Buques rusos abandonan el puerto de Tartus"},
		{day: "2026-01-27", want: "P", title: "Rusia se retira del aeropuerto sirio de Qamishli", lead: "Los soldados fueron trasladados a Jmeimim."},
		{day: "2019-04-20", want: "", title: "Tortas y carne asada: la fiesta rusa en Buenos Aires"},
		{day: "2022-03-11", want: "", title: "Tropas rusas cercan Kiev"},
		{day: "2018-04-14", want: "", title: "Estados Unidos ataca Siria; Rusia condena el bombardeo"},
		{day: "2020-08-15", want: "", title: "Las tropas estadounidenses en Siria", lead: "Un convoy patrulló cerca de Hasaka."},
	})
}

func TestWireItalian(t *testing.T) {
	checkWire(t, "it", []wire{
		{day: "2015-10-21", want: "M", title: "Assad vola a Mosca da Putin"},
		{day: "2017-11-21", want: "M", title: "Putin abbraccia Assad a Sochi"},
		{day: "2022-02-25", want: "M", title: "Telefonata tra Putin e Assad: sostegno di Damasco"},
		{day: "2025-10-15", want: "S", title: "Al Sharaa al Cremlino: l'incontro con Putin"},
		{day: "2024-12-14", want: "P", title: "Siria, i russi smobilitano dalle basi di Tartus e Hmeimim"},
		{day: "2016-08-16", want: "P", title: "I bombardieri russi colpiscono Aleppo"},
		{day: "2022-04-12", want: "", title: "I soldati russi lasciano Kiev"},
		{day: "2018-02-14", want: "", title: "La mosca tse-tse torna a colpire", lead: "I militari distribuiscono insetticida; il caso citato in Siria."},
	})
}

func TestWirePortuguese(t *testing.T) {
	checkWire(t, "pt", []wire{
		{day: "2015-10-21", want: "M", title: "Assad faz visita surpresa a Putin em Moscou"},
		{day: "2018-05-17", want: "M", title: "Putin e Assad reúnem-se em Sochi"},
		{day: "2022-02-25", want: "M", title: "Assad telefona a Putin e apoia operação na Ucrânia"},
		{day: "2025-10-15", want: "S", title: "Putin recebe presidente sírio al-Sharaa no Kremlin"},
		{day: "2024-12-13", want: "P", title: "Rússia retira equipamento militar da Síria"},
		{day: "2015-09-30", want: "P", title: "Caças russos atacam perto de Homs, na Síria"},
		{day: "2022-03-01", want: "", title: "Tropas russas bombardeiam Kharkiv"},
		{day: "2019-05-05", want: "", title: "Base de dados russa inclui refugiados na Síria"},
	})
}
