package feed

import (
	"strings"
)

// monthNames has the months of the languages that feeds are written in, as
// foldDate leaves them, with their usual short forms.
var monthNames = func() map[string]int {
	names := map[string]int{}
	for line := range strings.Lines(monthTable) {
		for i, month := range strings.Split(strings.TrimSpace(line), " ") {
			for name := range strings.SplitSeq(month, "|") {
				name = foldDate(name)
				if name == "" || name == "-" {
					continue
				}
				names[name] = i + 1
				names[name+"."] = i + 1
				if ascii(name) && strings.HasSuffix(name, ".") {
					names[strings.TrimSuffix(name, ".")] = i + 1
				}
			}
		}
	}
	for name, month := range names { // Hebrew joins "in" to the name
		if r := []rune(name)[0]; r >= 'א' && r <= 'ת' {
			names["ב"+name] = month
		}
	}
	return names
}()

// One language a line, twelve months, forms of one month divided by "|".
const monthTable = `jan|january feb|february mar|march apr|april may jun|june jul|july aug|august sep|sept|september oct|october nov|november dec|december
янв|январь|января фев|февр|февраль|февраля мар|март|марта апр|апрель|апреля май|мая июн|июнь|июня июл|июль|июля авг|август|августа сен|сент|сентябрь|сентября окт|октябрь|октября ноя|нояб|ноябрь|ноября дек|декабрь|декабря
січ|січень|січня лют|лютий|лютого бер|березень|березня кві|квіт|квітень|квітня тра|трав|травень|травня чер|черв|червень|червня лип|липень|липня сер|серп|серпень|серпня вер|вересень|вересня жов|жовт|жовтень|жовтня лис|лист|листопад|листопада гру|груд|грудень|грудня
яну|януари фев|февруари март апр|април май юни юли авг|август сеп|септ|септември окт|октомври ное|ноември дек|декември
يناير|جانفي فبراير|فيفري مارس أبريل|ابريل|إبريل|أفريل مايو|ماي يونيو|يونيه|جوان يوليو|يوليه|جويلية أغسطس|اغسطس|أوت سبتمبر|شتنبر أكتوبر|اكتوبر نوفمبر|نونبر ديسمبر|دجنبر
- شباط آذار نيسان أيار حزيران تموز آب أيلول - - -
ינואר|ינו׳|ינו פברואר|פבר׳|פבר מרץ|מרס אפריל|אפר׳|אפר מאי יוני יולי אוגוסט|אוג׳|אוג ספטמבר|ספט׳|ספט אוקטובר|אוק׳|אוק נובמבר|נוב׳|נוב דצמבר|דצמ׳|דצמ
ژانویه فوریه مارس آوریل مه|می ژوئن ژوئیه|جولای اوت|آگوست سپتامبر اکتبر نوامبر دسامبر
janv|janvier févr|fév|février mars avr|avril mai juin juil|juillet août septembre octobre novembre déc|décembre
jan|januar|jänner|jän feb|februar|feber mär|märz|mrz|maerz apr|april mai jun|juni jul|juli aug|august sep|sept|september okt|oktober nov|november dez|dezember
ene|enero feb|febrero mar|marzo abr|abril mayo jun|junio jul|julio ago|agosto sep|sept|septiembre|setiembre oct|octubre nov|noviembre dic|diciembre
gen|gennaio feb|febbraio mar|marzo apr|aprile mag|maggio giu|giugno lug|luglio ago|agosto set|sett|settembre ott|ottobre nov|novembre dic|dicembre
jan|janeiro fev|fevereiro mar|março abr|abril mai|maio jun|junho jul|julho ago|agosto set|setembro out|outubro nov|novembro dez|dezembro
oca|ocak şub|şubat mar|mart nis|nisan may|mayıs haz|haziran tem|temmuz ağu|ağustos eyl|eylül eki|ekim kas|kasım ara|aralık
sty|styczeń|stycznia lut|luty|lutego mar|marzec|marca kwi|kwiecień|kwietnia maj|maja cze|czerwiec|czerwca lip|lipiec|lipca sie|sierpień|sierpnia wrz|wrzesień|września paź|październik|października lis|listopad|listopada gru|grudzień|grudnia
ιαν|ιανουάριος|ιανουαρίου φεβ|φεβρουάριος|φεβρουαρίου μαρ|μάρ|μαρτ|μάρτιος|μαρτίου απρ|απρίλιος|απριλίου μαΐ|μάι|μαΐου|μάιος|μαι ιούν|ιουν|ιούνιος|ιουνίου ιούλ|ιουλ|ιούλιος|ιουλίου αύγ|αυγ|αύγουστος|αυγούστου σεπ|σεπτ|σεπτέμβριος|σεπτεμβρίου οκτ|οκτώβριος|οκτωβρίου νοέ|νοε|νοέμβριος|νοεμβρίου δεκ|δεκέμβριος|δεκεμβρίου
jan|január febr|február márc|március ápr|április máj|május jún|június júl|július aug|augusztus szept|szeptember okt|október nov|november dec|december
jan|januari feb|februari mrt|maart apr|april mei jun|juni jul|juli aug|augustus sep|september okt|oktober nov|november dec|december
led|ledna únor|února břez|března dub|dubna květ|května červ|června července srp|srpna září říj|října list|listopadu pros|prosince
`

// weekdays are skipped: the date says them anyway.
//
//lint:ignore ST1018 Persian writes two of them with a zero-width non-joiner
var weekdays = wordSet(`
mon monday mo tue tues tuesday tu wed weds wednesday we thu thur thurs thursday th fri friday fr sat saturday sa sun sunday su
пн пон понедельник вт вторник ср среда чт четверг пт пятница сб суббота вс воскресенье воскресение
понеділок вівторок середа четвер п'ятниця п’ятниця субота неділя нд понеделник сряда четвъртък петък събота неделя
الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد اثنين ثلاثاء خميس جمعة سبت أحد
שני שלישי רביעי חמישי שישי שבת ראשון יום ב׳ ג׳ ד׳ ה׳ ו׳ א׳
دوشنبه سه‌شنبه سهشنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه شنبه یکشنبه
lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche
montag dienstag die di mittwoch mi donnerstag don do freitag fre samstag sonnabend sonntag son so
lunes martes mié miércoles mie jue jueves vie viernes sáb sábado dom domingo
lunedì martedì mercoledì giovedì gio venerdì sabato sab domenica
seg segunda segunda-feira ter terça terça-feira qua quarta quarta-feira qui quinta quinta-feira sex sexta sexta-feira
pzt pazartesi sal salı çar çarşamba per perşembe cum cuma cmt cumartesi paz pazar
pon pn poniedziałek wt wto wtorek śr śro środa czw czwartek pt pią piątek sob sobota nd nie ndz niedziela
δευ δευτέρα τρι τρί τρίτη τετ τετάρτη πεμ πέμ πέμπτη παρ παρασκευή σαβ σάβ σάββατο κυρ κυριακή
hétfő hét kedd szerda csütörtök péntek szombat vasárnap h k sze cs p szo v
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma vr za zo
星期一 星期二 星期三 星期四 星期五 星期六 周一 周二 周三 周四 周五 周六 周日 週一 週二 週三 週四 週五 週六 週日
火曜日 水曜日 木曜日 金曜日 土曜日 화요일 수요일 목요일 금요일 토요일 월 화 수 목 금 토
`)

// fillers are the words between the parts of a date.
var fillers = wordSet(`at on of the de del di le la um uhr kl à a o h годa года г г. р. року в о at. - – — · в. في الساعة ساعة`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		w = foldDate(w)
		set[w] = true
		set[w+"."] = true
	}
	delete(set, "")
	return set
}

// zoneNames are the zones that feeds name, with the offset that is meant in
// the place where the name is used most. CST and IST are those of America and
// India, as RFC 822 and usage have it.
var zoneNames = map[string]string{
	"z": "+0", "ut": "+0", "utc": "+0", "gmt": "+0", "wet": "+0", "uct": "+0", "zulu": "+0",
	"west": "+1", "bst": "+1", "cet": "+1", "met": "+1", "mez": "+1", "wat": "+1",
	"cest": "+2", "mest": "+2", "mesz": "+2", "eet": "+2", "cat": "+2", "sast": "+2",
	"eest": "+3", "idt": "+3", "msk": "+3", "мск": "+3", "trt": "+3", "eat": "+3",
	"msd": "+4", "gst": "+4", "samt": "+4", "irst": "+330", "irdt": "+430", "aft": "+430",
	"pkt": "+5", "yekt": "+5", "ist": "+530", "npt": "+545", "omst": "+6", "ict": "+7", "wib": "+7", "novt": "+7", "krat": "+7",
	"hkt": "+8", "sgt": "+8", "pht": "+8", "awst": "+8", "myt": "+8", "irkt": "+8", "jst": "+9", "kst": "+9", "yakt": "+9",
	"acst": "+930", "aest": "+10", "vlat": "+10", "acdt": "+1030", "aedt": "+11", "nzst": "+12", "nzdt": "+13",
	"nst": "-330", "ndt": "-230", "ast": "-4", "adt": "-3", "brt": "-3", "art": "-3", "clt": "-4", "clst": "-3",
	"est": "-5", "edt": "-4", "cst": "-6", "cdt": "-5", "mst": "-7", "mdt": "-6", "pst": "-8", "pdt": "-7",
	"akst": "-9", "akdt": "-8", "hst": "-10",
}
