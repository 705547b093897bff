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
jan|januar|januari feb|februar|februari mar|mars|marts apr|april maj|mai jun|juni jul|juli aug|august|augusti sep|september okt|oktober nov|november dec|des|december|desember
ian|ianuarie feb|februarie mar|martie apr|aprilie mai iun|iunie iul|iulie aug|august sept|septembrie oct|octombrie noi|noiembrie dec|decembrie
led|leden|ledna únor|února břez|března dub|dubna květ|května červ|června července srp|srpna září říj|října list|listopadu pros|prosince
`

// days is a set of weekdays: bit 0 is Sunday, as in time.Weekday.
type days uint8

// weekdays says which day a word names, or which days in different languages.
var weekdays = func() map[string]days {
	names := map[string]days{}
	for line := range strings.Lines(weekdayTable) {
		for i, day := range strings.Fields(line) {
			for name := range strings.SplitSeq(day, "|") {
				name = foldDate(name)
				names[name] |= 1 << i
				names[name+"."] |= 1 << i
			}
		}
	}
	delete(names, "-")
	return names
}()

// One or more languages a line, from Sunday to Saturday.
//
//lint:ignore ST1018 Persian writes two of them with a zero-width non-joiner
const weekdayTable = `sun|sunday|su mon|monday|mo tue|tues|tuesday|tu wed|weds|wednesday|we thu|thur|thurs|thursday|th fri|friday|fr sat|saturday|sa
вс|вск|воскресенье пн|пон|понедельник вт|вто|вторник ср|сре|среда чт|чет|четверг пт|пят|пятница сб|суб|суббота
нд|неділя понеділок вівторок середа четвер п'ятниця|п’ятниця|пʼятниця субота
неделя понеделник - сряда четвъртък петък събота
الأحد|أحد الاثنين|الإثنين|اثنين الثلاثاء|ثلاثاء الأربعاء|أربعاء الخميس|خميس الجمعة|جمعة السبت|سبت
ראשון|א׳ שני|ב׳ שלישי|ג׳ רביעי|ד׳ חמישי|ה׳ שישי|ו׳ שבת
یکشنبه|یک‌شنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه|پنج‌شنبه جمعه|آدینه شنبه
dim|dimanche lun|lundi mar|mardi mer|mercredi jeu|jeudi ven|vendredi sam|samedi
so|son|sonntag mo|montag di|die|dienstag mi|mit|mittwoch do|don|donnerstag fr|fre|freitag sa|sam|samstag|sonnabend
dom|domingo lun|lunes mar|martes mié|miércoles jue|jueves vie|viernes sáb|sábado
dom|domenica lun|lunedì mar|martedì mer|mercoledì gio|giovedì ven|venerdì sab|sabato
dom seg|segunda|segunda-feira ter|terça|terça-feira qua|quarta|quarta-feira qui|quinta|quinta-feira sex|sexta|sexta-feira sáb
paz|pazar pzt|pts|pazartesi sal|salı çar|çarşamba per|perşembe cum|cuma cmt|cts|cumartesi
nd|nie|ndz|niedziela pn|pon|poniedziałek wt|wto|wtorek śr|śro|środa cz|czw|czwartek pt|pią|piątek sob|sobota
κυρ|κυριακή δευ|δευτέρα τρι|τρίτη τετ|τετάρτη πεμ|πέμπτη παρ|παρασκευή σαβ|σάββατο
v|vas|vasárnap h|hét|hétfő k|kedd sze|szerda cs|csüt|csütörtök p|pén|péntek szo|szombat
zo|zondag ma|maandag - woensdag do|donderdag vr|vrijdag za|zaterdag
ne|neděle po|pondělí út|úterý st|středa čt|čtvrtek pá|pátek so
sön|söndag mån|måndag tis|tisdag|tirsdag ons|onsdag tor|tors|torsdag fre|fredag lör|lördag|lørdag
星期日|星期天|周日|週日|日曜日 星期一|周一|週一|月曜日|월요일|월 星期二|周二|週二|火曜日|火|화요일|화 星期三|周三|週三|水曜日|水|수요일|수 星期四|周四|週四|木曜日|木|목요일|목 星期五|周五|週五|金曜日|金|금요일|금 星期六|周六|週六|土曜日|土|토요일|토
`

// half is a half of the day, as a word names it.
type half uint8

const (
	morning half = iota + 1
	afternoon
	evening // from noon to midnight too, but its "12" may be either end
)

var halves = func() map[string]half {
	names := map[string]half{}
	for i, words := range []string{
		"am a.m a.m. πμ π.μ. ص صباحا ق.ظ öö дп לפנה״צ לפנה\"צ vorm.",
		"pm p.m p.m. μμ μ.μ. م مساء ب.ظ ös пп אחה״צ אחה\"צ nachm. du. du",
		"night",
	} {
		for w := range strings.FieldsSeq(words) {
			names[foldDate(w)] = morning + half(i)
		}
	}
	return names
}()

// fillers are the words between the parts of a date.
var fillers = wordSet(`at on of the de del di le la um uhr kl à a o h hs hrs ore ore. alle klo годa года г г. р. року в о об at. - – — · . в. في الساعة ساعة יום בשעה saat ώρα στις den godz godz. às r r. om uur`)

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
