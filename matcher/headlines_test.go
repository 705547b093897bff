package matcher_test

import (
	"testing"
	"time"

	"vedette/matcher"
)

// headline is a title, with the first words of a text where one line would not
// do, that a profile must or must not take.
type headline struct {
	language string
	day      string // "" for a day when Assad ruled
	title    string
	lead     string
}

const (
	afterFall = "2025-10-16"
	rule      = "2019-06-01"
)

func check(t *testing.T, profile string, want bool, headlines []headline) {
	t.Helper()
	m := builtin(t, profile)
	for _, h := range headlines {
		day := h.day
		if day == "" {
			day = rule
		}
		date, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		got := m.Match(matcher.Document{Title: h.title, Text: h.lead, Language: h.language, Date: date})[0]
		if got.Hit != want {
			t.Errorf("%s %q %q: hit %v at %.2f, want %v", h.language, h.title, h.lead, got.Hit, got.Probability, want)
			for _, e := range got.Evidence {
				t.Logf("    %+.1f %s %s [%d:%d] %s", e.Weight, e.Kind, e.Field, e.Start, e.End, e.Text)
			}
		}
	}
}

func TestMeetingsFound(t *testing.T) {
	check(t, "assad-putin-meetings", true, []headline{
		{"en", "", "Putin receives Assad at Khmeimim", ""},
		{"ru", "", "Путин провёл переговоры с Асадом в Сочи", ""},
		{"ar", "", "الأسد يهنئ بوتين في برقية", ""},
		{"tr", "", "Esad, Putin'le telefonda görüştü", ""},
		{"zh", "", "普京在克里姆林宫会见阿萨德", ""},

		{"en", "", "Assad thanks Putin for support in surprise Kremlin meeting", ""},
		{"en", "", "Syria's Assad arrives in Moscow for talks with Putin", ""},
		{"en", "", "Putin, Assad discuss reconstruction by phone", ""},
		{"en", "", "Assad makes unannounced trip to Russia", "The Syrian president met Vladimir Putin at his residence outside Moscow, state media said."},
		{"en", "", "Bashar Assad congratulates Vladimir Putin on Victory Day", ""},
		{"en", "2024-07-25", "Kremlin hosts Syrian leader", "President Vladimir Putin held talks with Bashar al-Assad in the Kremlin late on Wednesday."},
		{"en", "", "PUTIN AND ASSAD EMBRACE IN SOCHI", ""},
		{"en", "2026-03-02", "Putin meets former Syrian ruler Assad for first time since his fall", "Vladimir Putin met Bashar al-Assad at a residence near Moscow, the Kremlin said."},
		{"ru", "", "Асад поздравил Путина с Днём Победы", ""},
		{"ru", "", "Путин принял Башара Асада в Кремле", ""},
		{"ru", "", "Президент Сирии прибыл в Москву с рабочим визитом", "Башар Асад проведёт переговоры с Владимиром Путиным."},
		{"ru", "", "Состоялся телефонный разговор Владимира Путина с Башаром Асадом", ""},
		{"ru", "", "Путин и Асад обсудили по телефону ситуацию в Идлибе", ""},
		{"ar", "", "بوتين يستقبل الأسد في الكرملين", ""},
		{"ar", "", "الرئيس الأسد يتلقى برقية تهنئة من الرئيس الروسي", "تلقى الرئيس بشار الأسد برقية تهنئة من الرئيس فلاديمير بوتين."},
		{"ar", "", "قمة سورية روسية في سوتشي", "التقى الرئيس السوري بشار الأسد نظيره الروسي فلاديمير بوتين في منتجع سوتشي."},
		{"ar", "", "اتصال هاتفي بين بوتين والأسد", ""},
		{"fr", "", "Poutine reçoit Bachar al-Assad à Sotchi", ""},
		{"fr", "", "Assad et Poutine s'entretiennent par téléphone", ""},
		{"fr", "", "Syrie : Bachar el-Assad félicite Vladimir Poutine pour sa réélection", ""},
		{"fr", "", "Visite surprise d'Assad à Moscou", "Le président syrien Bachar al-Assad a rencontré Vladimir Poutine au Kremlin."},
		{"de", "", "Putin empfängt Assad im Kreml", ""},
		{"de", "", "Assad gratuliert Putin zum Geburtstag", ""},
		{"de", "", "Treffen in Sotschi: Assad dankt Putin", ""},
		{"de", "", "Assad und Putin telefonieren", ""},
		{"es", "", "Putin recibe a Al Asad en el Kremlin", ""},
		{"es", "", "Al Asad viaja a Moscú para reunirse con Putin", ""},
		{"es", "", "Putin y Bachar el Asad hablan por teléfono", ""},
		{"tr", "", "Putin, Esad'ı Kremlin'de kabul etti", ""},
		{"tr", "", "Beşar Esad Moskova'da Putin ile bir araya geldi", ""},
		{"tr", "", "Esad'dan Putin'e tebrik mesajı", ""},
		{"he", "", "פוטין נפגש עם אסד במוסקבה", ""},
		{"he", "", "אסד בירך את פוטין לרגל ניצחונו בבחירות", ""},
		{"he", "", "פוטין ואסד שוחחו בטלפון", ""},
		{"fa", "", "دیدار بشار اسد با پوتین در مسکو", ""},
		{"fa", "", "پیام تبریک اسد به پوتین", ""},
		{"fa", "", "گفت‌وگوی تلفنی پوتین و اسد", ""},
		{"bg", "", "Путин прие Башар Асад в Кремъл", ""},
		{"bg", "", "Асад поздрави Путин по случай Деня на победата", ""},
		{"bg", "", "Путин и Асад разговаряха по телефона", ""},
		{"uk", "", "Путін зустрівся з Асадом у Сочі", ""},
		{"uk", "", "Асад прилетів до Москви на переговори з Путіним", ""},
		{"uk", "", "Асад привітав Путіна телеграмою", ""},
		{"zh", "", "巴沙尔同普京通电话", ""},
		{"zh", "", "阿薩德訪問莫斯科 與普丁會談", ""},
		{"zh", "", "叙利亚总统阿萨德向普京致贺电", ""},

		{"it", "", "Putin riceve Assad a Sochi", ""},
		{"pl", "", "Putin spotkał się z Asadem w Moskwie", ""},
		{"", "", "Putin meets Assad in Moscow", ""},
		{"", "", "Путин встретился с Асадом", ""},
		{"en", "", "Al\u2011Assad’s visit: what Putin told Assad in the Kremlin", ""},
	})
}

func TestMeetingsNotFound(t *testing.T) {
	check(t, "assad-putin-meetings", false, []headline{
		{"en", "", "Putin and Xi hold talks", ""},
		{"en", afterFall, "Asaad al-Shaibani meets Putin", ""},
		{"en", "", "Ain al-Asad base hit by rockets", ""},
		{"en", "", "Asad scores twice", ""},
		{"en", afterFall, "Putin, Sharaa discuss Assad extradition", ""},
		{"en", "", "Turkish troops in Idlib", ""},
		{"en", "", "Tartu's new airport", ""},
		{"en", "", "Asma al-Assad's shopping", ""},
		{"en", "", "Russian strikes on Kharkiv", ""},

		{"en", "", "Obama and Putin discuss Assad's future", ""},
		{"en", "", "Erdogan tells Putin that Assad must go", ""},
		{"en", "", "Trump, Putin agree on Syria in phone call", "The two leaders spoke by phone on Syria, the White House said; Assad was not mentioned."},
		{"en", "", "Lavrov meets Assad in Damascus", "Russia's foreign minister brought an offer of help to rebuild the power grid."},
		{"en", "", "Shoigu meets Assad in Damascus on Putin's instructions", ""},
		{"en", "", "Assad receives Russian parliamentary delegation", ""},
		{"en", "", "Assad receives Iran's foreign minister", ""},
		{"en", afterFall, "Sharaa meets Putin in Moscow for first time", "Syria's president, who toppled Bashar al-Assad, held talks with Vladimir Putin in the Kremlin."},
		{"en", afterFall, "Syrian president arrives in Moscow to meet Putin", "Ahmed al-Sharaa is to ask for the extradition of Bashar al-Assad, a security official said."},
		{"en", "2024-12-09", "Assad flees to Moscow as rebels take Damascus", "Russia granted asylum to the ousted president and his family, Russian news agencies said."},
		{"en", "", "Putin: sanctions will not break us", "The Russian president spoke at a forum in Vladivostok."},
		{"en", "", "Asad Umar meets Putin's envoy on gas pipeline", ""},
		{"en", "", "Rockets hit al-Asad airbase in Iraq after Putin call", ""},
		{"en", "", "Asma al-Assad thanks Putin's children's envoy", ""},
		{"en", "", "Met Office warns of snow in Damascus road, Kremlin Street closed", ""},
		{"en", "", "Hafez al-Assad and the Kremlin: a history of visits", ""},
		{"en", "", "Putin meets Netanyahu to discuss Iran and Assad", ""},
		{"ru", "", "Путин и Эрдоган обсудили Сирию", "Лидеры обсудили по телефону будущее Асада."},
		{"ru", afterFall, "Путин принял аш-Шараа в Кремле", "Сирийская сторона просит о выдаче бывшего президента Башара Асада."},
		{"ru", afterFall, "Асаад аш-Шейбани встретился с Путиным", ""},
		{"ru", "", "Лавров встретился с Асадом", ""},
		{"ru", "", "Telegram-канал: Асад и Путин в списке самых упоминаемых", ""},
		{"ar", "", "الأسد يقتل حارسه في حديقة الحيوان", ""},
		{"ar", afterFall, "الشرع يلتقي بوتين في موسكو", "بحث الرئيس أحمد الشرع مع بوتين تسليم بشار الأسد."},
		{"ar", afterFall, "أسعد الشيباني يلتقي بوتين", ""},
		{"ar", "", "قصف قاعدة عين الأسد", ""},
		{"ar", "", "بوتين يلتقي أردوغان لبحث الوضع في سوريا", ""},
		{"fr", "", "Macron appelle Poutine à faire pression sur Assad", ""},
		{"fr", afterFall, "Poutine reçoit al-Charaa au Kremlin", "Le président syrien demande l'extradition de Bachar al-Assad."},
		{"de", "", "Merkel spricht mit Putin über Assad", ""},
		{"de", afterFall, "Putin empfängt al-Scharaa", "Bei dem Gespräch im Kreml ging es auch um die Auslieferung Assads."},
		{"es", "", "Asad marca dos goles en la victoria", ""},
		{"es", afterFall, "Al Sharaa se reúne con Putin en Moscú", "El presidente sirio pidió la extradición de Bachar el Asad."},
		{"tr", "", "Erdoğan ile Putin Suriye'yi görüştü", ""},
		{"tr", "", "Mehmet Esad Efendi kütüphanesi ziyarete açıldı", ""},
		{"tr", afterFall, "Suriye Dışişleri Bakanı Esad Şeybani Putin ile görüştü", ""},
		{"tr", afterFall, "Şara, Kremlin'de Putin'le görüştü", "Görüşmede Esad'ın iadesi de gündeme geldi."},
		{"he", "", "נתניהו נפגש עם פוטין במוסקבה", "על הפרק: סוריה ועתיד משטרו של אסד."},
		{"he", afterFall, "א-שרע נפגש עם פוטין", ""},
		{"fa", "", "دیدار روحانی و پوتین درباره سوریه", ""},
		{"fa", afterFall, "اسعد الشیبانی با پوتین دیدار کرد", ""},
		{"bg", "", "Путин и Ердоган обсъдиха Сирия", ""},
		{"uk", "", "Росія завдала удару по Харкову", ""},
		{"uk", afterFall, "Путін зустрівся з аш-Шараа в Москві", ""},
		{"zh", "", "普京与习近平会谈", ""},
		{"zh", afterFall, "普京会见叙利亚总统沙拉", "双方讨论了引渡阿萨德的问题。"},
		{"zh", "", "凯撒沙拉的做法", ""},
		{"zh", "", "阿萨德空军基地遭火箭弹袭击 普京通电话", ""},
	})
}

func TestPresenceFound(t *testing.T) {
	check(t, "russian-presence-in-syria", true, []headline{
		{"en", "", "Russian jets bomb Idlib", ""},
		{"en", "", "Russian military police begin patrols in Kobani", ""},
		{"en", "", "Russia to expand naval base at Tartus", ""},
		{"en", "", "Drone attack on Hmeimim air base repelled", ""},
		{"en", "2024-12-14", "Russia pulling back military from front lines in northern Syria", ""},
		{"en", "2026-01-27", "Russian forces leave Qamishli airport", "Troops and equipment were flown to Hmeimim, residents said."},
		{"en", afterFall, "Kremlin: future of bases in Syria discussed with Sharaa", "Moscow wants to keep its bases at Tartus and Hmeimim."},
		{"en", "", "Wagner mercenaries killed in US strike near Deir ez-Zor", ""},
		{"en", "", "Russia deploys S-400 in Syria after jet shot down", ""},
		{"en", afterFall, "Putin, Sharaa hold talks on Russian bases in Syria", ""},
		{"en", "", "Russia’s navy fires Kalibr missiles at targets in Syria", ""},
		{"ru", "", "Россия начала вывод войск из Сирии", ""},
		{"ru", "", "Российская военная полиция патрулирует Манбидж", "В Сирии продолжается совместное патрулирование."},
		{"ru", "", "На авиабазе Хмеймим разбился транспортный самолёт", ""},
		{"ru", "", "ВКС России нанесли удары по боевикам в Идлибе", ""},
		{"ru", "2025-01-22", "Сирия расторгла контракт с Россией по порту Тартус", "Судьба российской военной базы остаётся предметом переговоров."},
		{"ar", "", "غارات روسية على ريف إدلب", ""},
		{"ar", "", "القوات الروسية تنسحب من مطار القامشلي", ""},
		{"ar", "", "روسيا تعزز قاعدة حميميم", ""},
		{"ar", "", "دورية روسية تركية مشتركة شمال سوريا", ""},
		{"ar", afterFall, "مباحثات حول القواعد الروسية في سوريا", ""},
		{"fr", "", "Frappes russes sur Idlib", ""},
		{"fr", "", "La Russie retire ses troupes de Syrie", ""},
		{"fr", afterFall, "Syrie : quel avenir pour les bases russes de Tartous et Hmeimim ?", ""},
		{"de", "", "Russische Luftangriffe auf Idlib in Syrien", ""},
		{"de", "", "Russland zieht Truppen aus Syrien ab", ""},
		{"de", afterFall, "Russland verhandelt über Stützpunkte in Syrien", ""},
		{"es", "", "Bombardeos rusos en Siria causan 12 muertos", ""},
		{"es", "", "Rusia retira sus tropas de Siria", ""},
		{"es", afterFall, "Rusia negocia mantener su base naval de Tartús", ""},
		{"tr", "", "Rusya'nın Suriye'deki üsleri", ""},
		{"tr", "", "Rus savaş uçakları İdlib'i bombaladı", ""},
		{"tr", "", "Suriye'de Türk ve Rus askerlerinden ortak devriye", ""},
		{"tr", "", "Hmeymim üssüne saldırı", ""},
		{"he", "", "תקיפות רוסיות באידליב שבסוריה", ""},
		{"he", "", "רוסיה מפנה כוחות מסוריה", ""},
		{"he", "", "הבסיס הרוסי בטרטוס", ""},
		{"fa", "", "حملات هوایی روسیه در ادلب", ""},
		{"fa", "", "نیروهای روسی از سوریه خارج می‌شوند", ""},
		{"fa", afterFall, "سرنوشت پایگاه‌های روسیه در سوریه", ""},
		{"bg", "", "Руски удари по Идлиб в Сирия", ""},
		{"bg", "", "Русия изтегля войски от Сирия", ""},
		{"uk", "", "Росія виводить війська з Сирії", ""},
		{"uk", "", "Російська авіація бомбардувала Ідліб", ""},
		{"uk", "2024-12-15", "Росіяни вивозять техніку з бази Хмеймім", ""},
		{"zh", "", "俄罗斯从叙利亚撤军", ""},
		{"zh", "", "俄军空袭伊德利卜", ""},
		{"zh", afterFall, "俄罗斯在叙利亚的军事基地前途未卜", ""},
		{"zh", "", "赫迈米姆空军基地遭无人机袭击", ""},
		{"it", "", "Raid russi su Idlib in Siria", ""},
		{"pl", "", "Rosyjskie wojska opuszczają Syrię, bazy w Tartus i Hmejmim", ""},
	})
}

func TestPresenceNotFound(t *testing.T) {
	check(t, "russian-presence-in-syria", false, []headline{
		{"en", "", "Putin and Xi hold talks", ""},
		{"en", "", "Ain al-Asad base hit by rockets", ""},
		{"en", "", "Asad scores twice", ""},
		{"en", afterFall, "Putin, Sharaa discuss Assad extradition", ""},
		{"en", "", "Turkish troops in Idlib", ""},
		{"en", "", "Tartu's new airport", ""},
		{"en", "", "Asma al-Assad's shopping", ""},
		{"en", "", "Russian strikes on Kharkiv", ""},

		{"en", afterFall, "Asaad al-Shaibani meets Putin", ""},
		{"en", "", "US forces withdraw from Syria base", "American troops left the al-Tanf garrison."},
		{"en", "", "Israeli warplanes strike targets near Damascus", ""},
		{"en", "", "Turkish army shells Kurdish positions in Afrin", ""},
		{"en", afterFall, "DP World signs deal to run Tartus port", ""},
		{"en", afterFall, "Security forces clash with gunmen in Tartus", ""},
		{"en", "", "Russian troops mass in Belarus near Ukraine border", ""},
		{"en", "", "Russian grain ship arrives in Egypt", ""},
		{"en", "", "Russia and Syria sign wheat deal", ""},
		{"en", "", "Tarsus river floods in southern Turkey", ""},
		{"en", "", "Syrian refugees in Russia face deportation", ""},
		{"ru", "", "Турецкие войска вошли в Идлиб", ""},
		{"ru", "", "Российские войска взяли Бахмут", ""},
		{"ru", "", "База данных пользователей утекла в сеть в Москве", ""},
		{"ru", "", "Израиль нанёс удар по Дамаску", ""},
		{"ar", "", "تنظيم القاعدة في سوريا يعلن عن زعيم جديد", ""},
		{"ar", "", "غارات إسرائيلية على دمشق", ""},
		{"ar", "", "الجيش الروسي يتقدم في أوكرانيا", ""},
		{"fr", "", "Frappes israéliennes sur Damas", ""},
		{"fr", "", "Les troupes russes avancent dans le Donbass", ""},
		{"de", "", "Türkische Truppen in Nordsyrien", ""},
		{"de", "", "Russische Luftangriffe auf Charkiw", ""},
		{"es", "", "Estados Unidos bombardea posiciones en Siria", ""},
		{"es", "", "Base de datos rusa filtrada", ""},
		{"tr", "", "Rusya Ukrayna'ya saldırdı", ""},
		{"tr", "", "Türk askeri İdlib'de", ""},
		{"he", "", "צה\"ל תקף בדמשק", ""},
		{"he", "", "יום חמים צפוי במוסקבה", ""},
		{"fa", "", "پایگاه خبری روسی درباره اقتصاد سوریه نوشت", ""},
		{"bg", "", "Турски войски влязоха в Сирия", ""},
		{"uk", "", "Російські війська обстріляли Харків", ""},
		{"zh", "", "基地组织在叙利亚的分支更名", ""},
		{"zh", "", "以色列空袭大马士革", ""},
		{"zh", "", "俄军攻占巴赫穆特", ""},
	})
}

func TestSuccessorFound(t *testing.T) {
	check(t, "syria-russia-leaders", true, []headline{
		{"en", afterFall, "Putin, Sharaa discuss Assad extradition", ""},
		{"en", afterFall, "Syrian president arrives in Moscow to meet Putin", ""},
		{"ru", afterFall, "Путин принял аш-Шараа в Кремле", ""},
		{"ar", afterFall, "الشرع يلتقي بوتين في موسكو", ""},
		{"fr", afterFall, "Poutine reçoit al-Charaa au Kremlin", ""},
		{"de", afterFall, "Putin empfängt al-Scharaa", ""},
		{"es", afterFall, "Al Sharaa se reúne con Putin en Moscú", ""},
		{"tr", afterFall, "Şara, Kremlin'de Putin'le görüştü", ""},
		{"he", afterFall, "א-שרע נפגש עם פוטין", ""},
		{"fa", afterFall, "دیدار احمد الشرع با پوتین", ""},
		{"bg", afterFall, "Путин се срещна с Ахмед аш-Шараа", ""},
		{"uk", afterFall, "Путін зустрівся з аш-Шараа в Москві", ""},
		{"zh", afterFall, "普京会见叙利亚总统沙拉", ""},
	})
}

func TestSuccessorNotFound(t *testing.T) {
	check(t, "syria-russia-leaders", false, []headline{
		{"en", "", "Putin receives Assad at Khmeimim", ""},
		{"en", afterFall, "Golani brigade soldiers trained near Kremlin replica", ""},
		{"zh", "", "凯撒沙拉的做法", ""},
		{"en", "", "Farouk al-Sharaa meets Putin", ""},
	})
}
