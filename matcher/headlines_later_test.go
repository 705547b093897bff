package matcher_test

import "testing"

// TestWireLater holds items written after the lexicon and the profiles had
// been fitted to the others, to tell what holds beyond them.
func TestWireLater(t *testing.T) {
	for language, items := range map[string][]wire{
		"en": {
			{day: "2021-12-31", want: "M", title: "Putin sends New Year greetings to Syria's Assad"},
			{day: "2016-01-19", want: "M", title: "Putin asked Assad to step down? Kremlin denies message", lead: "The spokesman said no such letter was handed to the Syrian leader."},
			{day: "2019-12-20", want: "P", title: "Rescuers: Russian planes bombed market in Saraqeb"},
			{day: "2025-01-20", want: "P", title: "Syria cancels Russian firm's lease of Tartus port, naval base in doubt"},
			{day: "2026-02-10", want: "", title: "Russian wheat arrives in Latakia under new deal"},
			{day: "2025-10-15", want: "", title: "Kremlin: no decision on Assad's extradition"},
		},
		"ru": {
			{day: "2016-07-07", want: "M", title: "Асад рассказал о личных контактах с Путиным", lead: "По словам сирийского президента, последний раз они говорили по телефону две недели назад."},
			{day: "2017-12-11", want: "MP", title: "Путин на базе Хмеймим объявил о выводе войск", lead: "На аэродроме президента встретил Башар Асад.", known: "the text calls Putin the president"},
			{day: "2025-03-20", want: "s", title: "Путин направил послание президенту Сирии аш-Шараа"},
			{day: "2023-11-01", want: "", title: "Российские дроны поразили аэродром под Полтавой"},
		},
		"ar": {
			{day: "2019-06-01", want: "P", title: "مقاتلات روسية تشن غارات على خان شيخون"},
			{day: "2025-03-20", want: "s", title: "رسالة من بوتين إلى الشرع"},
			{day: "2022-05-01", want: "M", title: "بوتين يهنئ الأسد بعيد الاستقلال"},
			{day: "2021-03-01", want: "", title: "مقتل جنود أتراك في إدلب"},
		},
		"fr": {
			{day: "2016-03-14", want: "Pm", title: "Poutine ordonne le retrait de ses forces de Syrie", lead: "Le président russe en a informé Bachar al-Assad par téléphone."},
			{day: "2025-02-12", want: "S", title: "Premier entretien téléphonique entre Poutine et al-Charaa"},
			{day: "2020-02-01", want: "P", title: "Idleb : neuf civils tués dans des frappes russes"},
			{day: "2023-06-24", want: "", title: "La révolte de Wagner vue de Paris"},
		},
		"de": {
			{day: "2016-03-14", want: "Pm", title: "Putin ordnet Teilabzug aus Syrien an"},
			{day: "2021-09-14", want: "M", title: "Kreml: Putin hat Assad zu Gesprächen getroffen"},
			{day: "2025-10-15", want: "SP", title: "Putin und al-Scharaa sprechen über russische Militärbasen in Syrien"},
			{day: "2020-01-08", want: "", title: "Raketenangriff auf Stützpunkt Ain al-Assad im Irak"},
		},
		"es": {
			{day: "2021-09-14", want: "M", title: "Putin y Al Asad analizan en Moscú la situación en Siria"},
			{day: "2015-11-24", want: "P", title: "Turquía derriba un caza ruso en la frontera con Siria"},
			{day: "2025-10-15", want: "S", title: "El presidente interino sirio se entrevista con Putin"},
			{day: "2022-10-08", want: "", title: "Rusia refuerza la seguridad del puente de Crimea"},
		},
		"tr": {
			{day: "2021-09-14", want: "M", title: "Kremlin: Putin, Esad'la Moskova'da bir araya geldi"},
			{day: "2020-02-27", want: "P", title: "Rus jetleri İdlib'de köyleri vurdu"},
			{day: "2025-02-12", want: "S", title: "Putin ile Şara telefonda görüştü"},
			{day: "2021-01-01", want: "", title: "Suriyeli Esad ailesi Mersin'de pastane açtı"},
		},
		"he": {
			{day: "2021-09-14", want: "M", title: "פוטין לאסד: הכוחות הזרים הם הבעיה", lead: "נשיא סוריה ביקר במוסקבה ונפגש עם פוטין.", known: "Putin speaks of the forces of others"},
			{day: "2019-11-15", want: "P", title: "מסוקים רוסיים נחתו בבסיס בצפון סוריה"},
			{day: "2025-02-12", want: "S", title: "שיחת טלפון ראשונה בין פוטין לא-שרע"},
			{day: "2021-05-05", want: "", title: "משלחת רוסית ביקרה באוניברסיטת חיפה"},
		},
		"fa": {
			{day: "2021-09-14", want: "M", title: "بشار اسد در مسکو با ولادیمیر پوتین گفت\u200cوگو کرد"},
			{day: "2019-07-01", want: "P", title: "جنگنده\u200cهای روسی مواضع تروریست\u200cها در ادلب را بمباران کردند"},
			{day: "2025-02-12", want: "S", title: "گفت\u200cوگوی تلفنی پوتین و احمد الشرع"},
			{day: "2021-03-01", want: "", title: "حمله اسرائیل به حومه دمشق"},
		},
		"bg": {
			{day: "2021-09-14", want: "M", title: "Путин и Асад разговаряха в Москва"},
			{day: "2019-07-01", want: "P", title: "Руската авиация удари цели в Идлиб"},
			{day: "2025-02-12", want: "S", title: "Първи телефонен разговор между Путин и аш-Шараа"},
			{day: "2021-03-01", want: "", title: "Американски конвой влезе в Сирия"},
		},
		"uk": {
			{day: "2021-09-14", want: "M", title: "Путін провів переговори з Асадом у Москві"},
			{day: "2019-07-01", want: "P", title: "Російські літаки бомбили лікарні в Ідлібі"},
			{day: "2025-02-12", want: "S", title: "Путін уперше поговорив телефоном з новим лідером Сирії аш-Шараа"},
			{day: "2023-03-01", want: "", title: "Росія вдарила ракетами по Дніпру"},
		},
		"zh": {
			{day: "2021-09-14", want: "M", title: "普京同到访的叙利亚总统会谈", lead: "阿萨德感谢俄方支持。"},
			{day: "2019-07-01", want: "P", title: "俄战机轰炸叙利亚伊德利卜"},
			{day: "2025-02-12", want: "S", title: "普京与叙利亚过渡政府领导人沙拉通电话"},
			{day: "2023-03-01", want: "", title: "俄罗斯与土耳其讨论叙利亚难民回国"},
		},
		"it": {{day: "2021-09-14", want: "M", title: "Putin riceve a Mosca il presidente siriano Assad"}, {day: "2020-02-01", want: "P", title: "Idlib, raid aerei russi su un ospedale"}, {day: "2022-10-08", want: "", title: "Missili russi su Leopoli"}},
		"pt": {{day: "2021-09-14", want: "M", title: "Putin reúne-se com Assad em Moscovo"}, {day: "2020-02-01", want: "P", title: "Bombardeios russos matam dez em Idlib"}, {day: "2022-10-08", want: "", title: "Mísseis russos atingem Lviv"}},
		"pl": {{day: "2021-09-14", want: "M", title: "Putin spotkał się na Kremlu z prezydentem Syrii"}, {day: "2020-02-01", want: "P", title: "Rosyjskie lotnictwo zbombardowało Idlib"}, {day: "2022-10-08", want: "", title: "Rosyjskie drony nad Odessą"}},
		"nl": {{day: "2021-09-14", want: "M", title: "Poetin spreekt met Assad in Moskou"}, {day: "2020-02-01", want: "P", title: "Russische bombardementen op Idlib"}, {day: "2022-10-08", want: "", title: "Russische drones boven Odessa"}},
		"el": {{day: "2021-09-14", want: "M", title: "Συνομιλίες Πούτιν - Άσαντ στο Κρεμλίνο"}, {day: "2020-02-01", want: "P", title: "Ρωσικά αεροσκάφη βομβάρδισαν την Ιντλίμπ"}, {day: "2022-10-08", want: "", title: "Ρωσικοί πύραυλοι στην Οδησσό"}},
	} {
		t.Run(language, func(t *testing.T) { checkWire(t, language, items) })
	}
}
