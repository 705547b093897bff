package matcher_test

import "testing"

func TestWireGerman(t *testing.T) {
	checkWire(t, "de", []wire{
		{day: "2015-10-21", want: "M", title: "Überraschungsbesuch: Assad trifft Putin in Moskau"},
		{day: "2017-11-21", want: "M", title: "Putin umarmt Assad in Sotschi"},
		{day: "2018-05-17", want: "M", title: "Assad zu Gesprächen bei Putin"},
		{day: "2020-01-07", want: "M", title: "Putin besucht Assad in Damaskus"},
		{day: "2022-02-25", want: "M", title: "Assad lobt Putins Vorgehen in Telefonat mit Kremlchef"},
		{day: "2024-07-25", want: "M", title: "Syriens Machthaber Assad bei Putin im Kreml"},
		{day: "2018-05-18", want: "", title: "Merkel trifft Putin in Sotschi", lead: "Thema war auch der Wiederaufbau Syriens unter Assad."},
		{day: "2020-09-07", want: "", title: "Lawrow bei Assad in Damaskus"},
		{day: "2025-10-15", want: "S", title: "Syriens Übergangspräsident al-Scharaa zu Gast bei Putin"},
		{day: "2026-01-28", want: "S", title: "Putin empfängt Syriens Präsidenten al-Scharaa im Kreml"},
		{day: "2025-10-16", want: "", title: "Damaskus fordert von Moskau Auslieferung Assads"},
		{day: "2024-12-09", want: "", title: "Assad in Moskau: Russland gewährt gestürztem Machthaber Asyl"},
		{day: "2015-09-30", want: "P", title: "Russland fliegt erste Luftangriffe in Syrien"},
		{day: "2016-03-15", want: "P", title: "Russische Kampfjets kehren aus Syrien zurück"},
		{day: "2018-01-07", want: "P", title: "Drohnenangriff auf russischen Stützpunkt Hmeimim"},
		{day: "2019-10-24", want: "P", title: "Russische Militärpolizei rückt in Kobane ein"},
		{day: "2024-12-16", want: "P", title: "Russische Schiffe verlassen Marinebasis Tartus"},
		{day: "2026-01-27", want: "P", title: "Russische Soldaten ziehen vom Flughafen Kamischli ab"},
		{day: "2022-09-11", want: "", title: "Russische Truppen räumen Region Charkiw"},
		{day: "2019-10-09", want: "", title: "Türkische Armee marschiert in Nordsyrien ein", lead: "Russland zeigt sich besorgt."},
		{day: "2018-08-08", want: "", title: "Datenbasis der russischen Bahn jetzt offen"},
	})
}

func TestWireDutch(t *testing.T) {
	checkWire(t, "nl", []wire{
		{day: "2015-10-21", want: "M", title: "Assad brengt onverwacht bezoek aan Poetin"},
		{day: "2022-02-25", want: "M", title: "Assad belt met Poetin en steunt inval"},
		{day: "2025-10-15", want: "S", title: "Poetin ontvangt Syrische president al-Sharaa in Kremlin"},
		{day: "2024-12-14", want: "P", title: "Russen trekken troepen terug uit Syrië"},
		{day: "2018-01-07", want: "P", title: "Russische basis Hmeimim aangevallen met drones"},
		{day: "2022-03-01", want: "", title: "Russische raketten treffen Charkov"},
	})
}

func TestWireTurkish(t *testing.T) {
	checkWire(t, "tr", []wire{
		{day: "2015-10-21", want: "M", title: "Esad'dan Moskova'ya sürpriz ziyaret: Putin'le görüştü"},
		{day: "2017-11-21", want: "M", title: "Putin Soçi'de Esad'ı ağırladı"},
		{day: "2018-05-17", want: "M", title: "Esad ile Putin Soçi'de bir araya geldi"},
		{day: "2022-02-25", want: "M", title: "Esad Putin'i arayarak destek verdi"},
		{day: "2024-07-25", want: "M", title: "Beşşar Esed Moskova'da Putin ile görüştü"},
		{day: "2023-03-15", want: "M", title: "Suriye Devlet Başkanı Moskova'da", lead: "Beşar Esad, Rusya Devlet Başkanı Vladimir Putin tarafından Kremlin'de kabul edildi."},
		{day: "2019-08-27", want: "", title: "Erdoğan Moskova'da Putin'le görüşecek: Gündem İdlib"},
		{day: "2020-09-07", want: "", title: "Lavrov Şam'da Esad ile görüştü"},
		{day: "2025-10-15", want: "S", title: "Ahmed Şara Kremlin'de Putin'le görüştü"},
		{day: "2026-01-28", want: "S", title: "Suriye Cumhurbaşkanı Şara, Putin ile Moskova'da bir araya geldi"},
		{day: "2025-07-31", want: "", title: "Şeybani Moskova'da Putin tarafından kabul edildi"},
		{day: "2024-12-09", want: "", title: "Devrik lider Esad Moskova'ya kaçtı, Putin sığınma verdi"},
		{day: "2015-09-30", want: "P", title: "Rusya Suriye'de ilk hava saldırısını düzenledi"},
		{day: "2018-01-06", want: "P", title: "Hmeymim üssüne İHA saldırısı"},
		{day: "2019-11-01", want: "P", title: "Türk ve Rus askerleri Aynularab'da devriye gezdi"},
		{day: "2024-12-14", want: "P", title: "Rus askeri konvoyu Lazkiye'deki üsse ulaştı"},
		{day: "2025-11-16", want: "P", title: "Rusya'nın Tartus'taki deniz üssü için görüşmeler sürüyor"},
		{day: "2026-01-27", want: "P", title: "Rus askerleri Kamışlı Havaalanı'ndan çekildi"},
		{day: "2021-04-01", want: "", title: "Tarsus'ta Rus turistlere şelale turu"},
		{day: "2022-03-05", want: "", title: "Rus askerleri Harkiv'e girdi"},
		{day: "2020-06-03", want: "", title: "Şam kebabı Moskova'da satışta"},
		{day: "2019-10-09", want: "", title: "TSK Barış Pınarı Harekatı'nı başlattı", lead: "Türk askerleri Suriye'nin kuzeyine girdi."},
	})
}

func TestWireChinese(t *testing.T) {
	checkWire(t, "zh", []wire{
		{day: "2015-10-21", want: "M", title: "阿萨德突访莫斯科会见普京"},
		{day: "2017-11-21", want: "M", title: "普京在索契会见叙利亚总统阿萨德"},
		{day: "2020-01-07", want: "M", title: "普京访问大马士革 与阿萨德举行会谈"},
		{day: "2022-02-25", want: "M", title: "阿萨德与普京通电话 支持俄方行动"},
		{day: "2024-07-25", want: "M", title: "普丁在克宫接見敘利亞總統阿塞德"},
		{day: "2021-05-28", want: "M", title: "普京致电祝贺阿萨德连任"},
		{day: "2018-07-16", want: "", title: "特朗普与普京会晤谈及阿萨德去留"},
		{day: "2020-09-07", want: "", title: "拉夫罗夫抵达大马士革会见阿萨德"},
		{day: "2025-10-15", want: "S", title: "普京在克里姆林宫会见叙利亚总统沙拉"},
		{day: "2026-01-28", want: "S", title: "敘利亞總統夏拉再訪莫斯科會普丁"},
		{day: "2025-10-16", want: "", title: "叙利亚要求俄罗斯引渡阿萨德"},
		{day: "2024-12-09", want: "", title: "俄媒：阿萨德抵达莫斯科 普京给予庇护"},
		{day: "2015-09-30", want: "P", title: "俄罗斯在叙利亚发动首轮空袭"},
		{day: "2016-03-15", want: "P", title: "首批俄军战机撤离叙利亚"},
		{day: "2018-01-06", want: "P", title: "俄驻叙空军基地遭无人机袭击"},
		{day: "2019-10-24", want: "P", title: "俄罗斯宪兵进驻叙北部城市科巴尼"},
		{day: "2024-12-14", want: "P", title: "俄军从塔尔图斯撤出舰艇"},
		{day: "2026-01-27", want: "P", title: "俄军撤离卡米什利机场"},
		{day: "2021-09-01", want: "", title: "健康沙拉食谱：俄罗斯沙拉怎么做"},
		{day: "2020-02-06", want: "", title: "基地组织头目被击毙 曾在叙利亚活动"},
		{day: "2022-03-01", want: "", title: "俄军炮击哈尔科夫"},
		{day: "2023-02-08", want: "", title: "中国救援队抵达叙利亚", lead: "俄罗斯也派出救援人员。"},
	})
}

func TestWireGreek(t *testing.T) {
	checkWire(t, "el", []wire{
		{day: "2015-10-21", want: "M", title: "Αιφνιδιαστική επίσκεψη Άσαντ στον Πούτιν"},
		{day: "2018-05-17", want: "M", title: "Ο Πούτιν υποδέχθηκε τον Άσαντ στο Σότσι"},
		{day: "2025-10-15", want: "S", title: "Ο αλ Σάραα συναντήθηκε με τον Πούτιν στη Μόσχα"},
		{day: "2024-12-14", want: "P", title: "Η Ρωσία αποσύρει στρατεύματα από τη Συρία"},
		{day: "2022-03-01", want: "", title: "Ρωσικά στρατεύματα στο Χάρκοβο"},
		{day: "2018-11-02", want: "", title: "Τηλεφωνική επικοινωνία Ερντογάν - Πούτιν για τη Συρία"},
	})
}
