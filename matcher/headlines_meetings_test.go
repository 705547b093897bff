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
		{"fa", "", "گفت\u200cوگوی تلفنی پوتین و اسد", ""},
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
		{"ru", "", "Путин встретился с премьером Азербайджана Асадовым", ""},
		{"es", "", "Putin se reunió a cenar carne asada", ""},
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

func TestMeetingsFoundInItems(t *testing.T) {
	check(t, "assad-putin-meetings", true, []headline{
		{"en", "2021-09-14", "Putin hosts Assad, criticizes foreign forces in Syria", "MOSCOW (AP) — Russian President Vladimir Putin hosted Syrian leader Bashar Assad for talks in the Kremlin and criticized the U.S. and Turkish military presence."},
		{"en", "2023-03-15", "Syria's Assad backs Russia's war in Ukraine on Moscow visit", "Syrian President Bashar al-Assad held talks with Putin at the Kremlin on Wednesday."},
		{"en", "2020-01-07", "Russia's Putin visits Syria for talks with Assad", ""},
		{"en", "2020-01-07", "Putin makes rare visit to Damascus", "The Russian president met Bashar al-Assad at a Russian command post in the Syrian capital, his spokesman said."},
		{"en", "2017-12-11", "In Syria, Putin announces pullout of troops", "Vladimir Putin was met by Bashar al-Assad on the tarmac of Hmeimim air base during a surprise visit."},
		{"ar", "2024-07-25", "بوتين والأسد يبحثان في موسكو التصعيد في المنطقة", ""},
		{"ar", "2021-09-14", "في زيارة غير معلنة.. الأسد في موسكو", "قال الكرملين إن الرئيس الروسي فلاديمير بوتين أجرى محادثات مع نظيره السوري بشار الأسد."},
		{"ar", "2020-01-07", "بوتين في دمشق", "وصل الرئيس الروسي إلى دمشق حيث التقى الرئيس السوري بشار الأسد."},
		{"ru", "2020-01-07", "Путин прибыл в Дамаск", "Президент России провёл переговоры с Башаром Асадом на командном пункте группировки."},
		{"ru", "2021-09-14", "Песков рассказал о встрече Путина и Асада", ""},
		{"ru", "2018-05-17", "Президент РФ встретился в Сочи с сирийским лидером", "Владимир Путин и Башар Асад обсудили политическое урегулирование."},
		{"ru", "2022-10-07", "Асад позвонил Путину и поздравил его с 70-летием", ""},
		{"fr", "2020-01-07", "Vladimir Poutine en visite à Damas", "Le président russe a rencontré Bachar al-Assad dans la capitale syrienne."},
		{"fr", "2021-09-14", "Bachar el-Assad à Moscou : Poutine dénonce les forces étrangères en Syrie", ""},
		{"de", "2020-01-07", "Putin überraschend in Damaskus", "Der russische Präsident traf dort den syrischen Machthaber Baschar al-Assad."},
		{"de", "2023-03-15", "Assad sagt Putin Unterstützung zu", "Beim Besuch in Moskau lobte der syrische Präsident den russischen Angriffskrieg."},
		{"es", "2020-01-07", "Putin visita por sorpresa Damasco", "El presidente ruso se reunió con Bachar el Asad en la capital siria."},
		{"es", "2018-05-18", "Putin y Asad se ven en Sochi", "El mandatario ruso recibió al líder sirio en su residencia del mar Negro."},
		{"tr", "2020-01-07", "Putin Şam'da Esad ile görüştü", ""},
		{"tr", "2023-03-15", "Beşşar Esad, Moskova'da Rusya Devlet Başkanı Putin'le bir araya geldi", ""},
		{"he", "2020-01-07", "פוטין הגיע לביקור פתע בדמשק ונפגש עם אסד", ""},
		{"fa", "2020-01-07", "پوتین در دمشق با بشار اسد دیدار کرد", ""},
		{"bg", "2020-01-07", "Путин пристигна в Дамаск за среща с Асад", ""},
		{"uk", "2020-01-07", "Путін прибув у Дамаск і зустрівся з Асадом", ""},
		{"zh", "2020-01-07", "普京突访大马士革会晤阿萨德", ""},
		{"it", "2021-09-14", "Siria: Putin incontra Assad a Mosca", ""},
		{"pt", "2018-05-17", "Putin recebe Assad em Sochi", ""},
		{"nl", "2018-05-17", "Poetin ontvangt Assad in Sotsji", ""},
		{"pl", "2021-09-14", "Niezapowiedziana wizyta Asada w Moskwie. Rozmawiał z Putinem", ""},
		{"el", "2021-09-14", "Συνάντηση Πούτιν - Άσαντ στη Μόσχα", ""},
		{"ja", "2018-05-17", "プーチン大統領、アサド大統領と会談", ""},
	})
}

func TestMeetingsNotFoundInItems(t *testing.T) {
	check(t, "assad-putin-meetings", false, []headline{
		{"en", "2025-01-20", "Syria's new rulers ask Russia to hand over Assad", "Damascus has asked Moscow to return Bashar al-Assad and his aides, a source told Reuters after talks with a Russian delegation."},
		{"en", "2024-12-09", "Putin decided to grant Assad asylum, Kremlin says", "No meeting between Putin and Assad is planned, spokesman Dmitry Peskov said."},
		{"en", "2025-12-08", "A year after Assad: Syrians celebrate", "Crowds marked the anniversary of the fall of Bashar al-Assad, who fled to Russia, where Vladimir Putin gave him asylum."},
		{"en", "2013-09-10", "Putin urges US to reject force in Syria", "Assad has agreed to give up chemical weapons after talks between Lavrov and Kerry."},
		{"en", "2016-09-04", "Obama, Putin fail to reach Syria deal", "The two presidents met on the sidelines of the G20 as Assad's forces closed in on Aleppo."},
		{"en", "2022-07-19", "Putin, Erdogan, Raisi meet in Tehran", "The leaders discussed Syria, where Russia and Iran back Assad and Turkey the rebels."},
		{"ru", "2017-11-22", "Путин, Эрдоган и Рухани обсудили в Сочи урегулирование в Сирии", ""},
		{"ru", "2025-10-15", "Президент Сирии прилетел в Москву", "Ахмед аш-Шараа встретится с Владимиром Путиным."},
		{"ar", "2024-12-09", "الكرملين: بوتين قرر منح الأسد حق اللجوء", ""},
		{"fr", "2015-11-26", "Hollande rencontre Poutine pour parler de la Syrie", "Le sort d'Assad divise toujours les deux présidents."},
		{"de", "2025-10-15", "Syriens Präsident bei Putin", "Al-Scharaa traf im Kreml erstmals den russischen Präsidenten. Assad lebt im Moskauer Exil."},
		{"es", "2025-10-15", "Putin recibe al presidente sirio Al Sharaa", "Damasco pide la entrega de Al Asad, exiliado en Moscú."},
		{"tr", "2025-10-15", "Suriye Cumhurbaşkanı Şara Moskova'da Putin'le görüştü", ""},
		{"zh", "2025-10-15", "普京与叙利亚过渡总统沙拉会谈", "叙方要求引渡前总统阿萨德。"},
	})
}
