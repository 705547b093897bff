package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/store"
)

// noon is in winter, so that Sofia is two hours ahead.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func sofia(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Skipf("no time zone data on this machine: %v", err)
	}
	return loc
}

// report is a found item written short; words in {braces} of title and text
// are evidence.
type report struct {
	id, profile            string
	outlet, class, lang    string
	title, text, link      string
	p                      float64
	ago                    time.Duration
	near, backfill         bool
	because, against, feed string
	story, status          string
	isCopy                 bool
	fresh                  []string
	was                    *report // as it was told
	retracted              float64 // the probability that it had then
}

func (r report) found() store.Found {
	var evidence []store.Evidence
	if r.because != "" {
		evidence = append(evidence, store.Evidence{Kind: "rule", Text: r.because, Weight: 3})
	}
	plain := func(field, s string) string {
		var b strings.Builder
		for {
			before, rest, ok := strings.Cut(s, "{")
			b.WriteString(before)
			if !ok {
				return b.String()
			}
			word, after, _ := strings.Cut(rest, "}")
			evidence = append(evidence, store.Evidence{Kind: "entity", Text: word, Field: field,
				Start: b.Len(), End: b.Len() + len(word), Weight: 1})
			b.WriteString(word)
			s = after
		}
	}
	title, text := plain("title", r.title), plain("text", r.text)
	if r.against != "" {
		evidence = append(evidence, store.Evidence{Kind: "penalty", Text: r.against, Weight: -2})
	}
	feed := r.feed
	if feed == "" {
		feed = "https://feeds.example/" + r.outlet
	}
	var was *store.Item
	if r.was != nil {
		before := r.was.found().Item
		was = &before
	}
	return store.Found{
		Was: was,
		Item: store.Item{ID: r.id, Feed: feed, Title: title, Summary: text, Link: r.link, Outlet: r.outlet,
			Class: r.class, Language: r.lang, Published: noon.Add(-r.ago), FirstSeen: noon.Add(-r.ago / 2)},
		Hit: store.Hit{Item: r.id, Profile: r.profile, Probability: r.p, Threshold: 0.5,
			Near: r.near, Backfill: r.backfill, Found: noon, Evidence: evidence,
			Story: r.story, Status: r.status, Copy: r.isCopy, Fresh: r.fresh, Retracted: r.retracted},
	}
}

const (
	meetings = "assad-putin-meetings"
	presence = "russian-presence-in-syria"
)

func input(t testing.TB, reports ...report) Input {
	in := Input{
		ID:       "01JD2K7Q9R3V5W8X",
		Name:     "daily",
		Period:   Period{From: noon.Add(-24 * time.Hour), To: noon},
		Location: sofia(t),
		Profiles: []Profile{
			{Name: meetings, Title: "Assad–Putin meetings"},
			{Name: presence, Title: "Russian presence in Syria"},
		},
		NearMisses: 5,
		MaxStories: 50,
	}
	for _, r := range reports {
		in.Found = append(in.Found, r.found())
	}
	return in
}

var kremlin = report{
	id: "a01", profile: meetings, outlet: "The Daily Sentry", class: "independent", lang: "en",
	title: "{Putin} receives {Assad} in Moscow for talks on the bases",
	text: "The talks had not been announced. Russian president Vladimir {Putin} received Bashar al-{Assad} " +
		"in the Kremlin on Friday evening, the first encounter of the two in over a year. " +
		"Neither side gave details.",
	link: "https://sentry.example/2026/11/21/putin-assad?utm_source=rss",
	p:    0.973, ago: 2 * time.Hour,
	because: "both leaders and an act of contact in one sentence",
}

var languages = []report{
	kremlin,
	{id: "a02", profile: meetings, outlet: "Вечерний курьер", class: "state", lang: "ru",
		title: "{Путин} обсудил с {Асадом} судьбу российских баз",
		text:  "Президент России Владимир {Путин} провёл в Кремле переговоры с Башаром {Асадом}, сообщил пресс-секретарь. Беседа длилась около двух часов.",
		link:  "https://kurier.example/новости/2026/переговоры", p: 0.991, ago: 3 * time.Hour,
		because: "both leaders and an act of contact in one sentence"},
	{id: "a03", profile: meetings, outlet: "صوت الساحل", class: "independent", lang: "ar",
		title: "{بوتين} يستقبل {الأسد} في موسكو ويبحث معه مستقبل قاعدة S-400 في حميميم",
		text:  "استقبل الرئيس الروسي فلاديمير {بوتين} بشار {الأسد} في الكرملين مساء الجمعة، وبحث الجانبان مستقبل القواعد العسكرية الروسية (طرطوس وحميميم). ولم تصدر تفاصيل أخرى.",
		link:  "https://sahel.example/a/771", p: 0.962, ago: 90 * time.Minute},
	{id: "b01", profile: presence, outlet: "קול הגליל", class: "public", lang: "he",
		title: "כוחות {רוסיים} חזרו לבסיס {חמיימים} – \"בלי הודעה מוקדמת\"",
		text:  "שיירה של משאיות {רוסיות} נראתה אתמול בכביש M4 סמוך לבסיס {חמיימים}. דובר הצבא סירב להגיב.",
		link:  "https://galil.example/n/55", p: 0.88, ago: 5 * time.Hour},
	{id: "b02", profile: presence, outlet: "远东观察", class: "wire", lang: "zh",
		title: "{俄罗斯}在{叙利亚}塔尔图斯港重新部署军舰,双方就基地协议继续谈判",
		text:  "据当地消息人士称,{俄罗斯}海军两艘登陆舰周五抵达{叙利亚}塔尔图斯港。莫斯科方面表示,有关长期使用该港口的谈判仍在进行之中,协议文本尚未最终敲定(S-400系统除外)。",
		link:  "https://yuandong.example/p/9", p: 0.93, ago: 4 * time.Hour},
	{id: "b03", profile: presence, outlet: "Le Guetteur", class: "public", lang: "fr",
		title: "La base {russe} de {Tartous} reste ouverte, assure Damas",
		text:  "Le ministère a démenti tout retrait de la marine {russe} de {Tartous}.",
		link:  "https://guetteur.example/monde/1204.html", p: 0.71, ago: 7 * time.Hour},
}

var misses = []report{
	{id: "n01", profile: meetings, outlet: "The Daily Sentry", class: "independent", lang: "en", near: true,
		title: "{Putin} speaks with Syria's new president", text: "The call with {Putin} lasted an hour.",
		link: "https://sentry.example/call", p: 0.41, ago: time.Hour,
		because: "Putin and an act of contact", against: "the contact is with Assad's successor"},
	{id: "n02", profile: presence, outlet: "صوت الساحل", class: "independent", lang: "ar", near: true,
		title: "انفجار قرب {حميميم} دون وقوع إصابات", link: "https://sahel.example/a/780", p: 0.33, ago: 2 * time.Hour},
	{id: "n03", profile: presence, outlet: "Untitled Gazette", near: true, p: 0.004, ago: 30 * time.Hour,
		text: "No title at all, only a summary of {Russian} plans."},
}

var hostile = report{
	id: "h01", profile: meetings, outlet: `Evil" onmouseover="alert(1)`, class: "state", lang: `en" onload="x`,
	title: "<script>alert(1)</script>{Putin} <img src=x onerror=alert(2)> & \x1b[31mred\x1b[0m \u202Egnp.exe",
	text:  "</p><style>*{display:none}</style><a href='javascript:alert(3)'>x</a>\r\nBcc: {victim}@example.org\x00\u2066 \"quoted\"",
	link:  "javascript:alert(document.cookie)//https://example.org/ a b",
	p:     0.99, ago: time.Hour,
	because: `<b onclick="x()">rule</b>`,
}

// told is a report that was put into a story.
func told(r report, story, status string, fresh ...string) report {
	r.story, r.status, r.fresh = story, status, fresh
	return r
}

// oneEvent is what three outlets wrote of it themselves, one of them very much,
// and what others copied.
func oneEvent() []report {
	reports := []report{told(languages[0], "a01", New), told(languages[1], "a01", Update), told(languages[2], "a01", Echo)}
	for i := range 9 {
		r := told(kremlin, "a01", Update)
		r.id, r.link = fmt.Sprintf("live%d", i), fmt.Sprintf("https://sentry.example/live/%d", i)
		r.title, r.p = fmt.Sprintf("Kremlin talks, part %d: {Putin} and {Assad}", i), 0.9
		reports = append(reports, r)
	}
	for i := range 12 {
		r := told(kremlin, "a01", Echo)
		r.id, r.outlet, r.isCopy = fmt.Sprintf("copy%02d", i), fmt.Sprintf("Mirror %d", i), true
		reports = append(reports, r)
	}
	return reports
}

// changedReports are one whose title was changed, one whose text was, and one
// in a language that runs from right to left.
func changedReports() []report {
	retitled, was := kremlin, kremlin
	was.title = "{Putin} and {Assad} meet in Damascus for talks on the base"
	retitled.id, retitled.was, retitled.ago = "c01", &was, time.Hour
	denied, said := languages[5], languages[5]
	denied.text = "Le ministère n'a démenti qu'un retrait partiel de la marine {russe} de {Tartous}, après 3 jours de silence."
	denied.id, denied.was = "c02", &said
	arabic, before := languages[2], languages[2]
	before.title = "{بوتين} يستقبل {الأسد} في سوتشي"
	arabic.id, arabic.was = "c03", &before
	both := retitled // found by another profile, too
	both.profile = presence
	return []report{retitled, denied, arabic, both}
}

// takenBack is a report that no profile finds any more, beside one that two
// profiles found and one still finds.
func takenBack() []report {
	was, now, still := kremlin, kremlin, changedReports()[0]
	now.id, now.was, now.near, now.p, now.retracted = "c04", &was, true, 0, was.p
	now.title, now.text = "Correction: no meeting in Moscow", "An earlier report of a meeting was wrong."
	lost := still
	lost.profile, lost.near, lost.p, lost.retracted = presence, true, 0.2, 0.9
	gone := now
	gone.id, gone.was = "c05", nil
	return []report{now, still, lost, gone}
}

// sixty stories of both profiles in all languages, from very likely to barely,
// a few of them told by two outlets; one title has no place to break a line.
func sixty(t testing.TB) Input {
	in := input(t)
	in.MaxStories = 60
	for i := range 60 {
		r := languages[i%len(languages)]
		r.id, r.link, r.story = fmt.Sprintf("s%02d", i), fmt.Sprintf("https://sixty.example/%d", i), fmt.Sprintf("s%02d", i)
		r.title = fmt.Sprintf("%s (%d)", r.title, i+1)
		if i == 12 {
			r.title = "{Russische} " + strings.Repeat("Mittelmeerstützpunktverlängerungsverhandlungs", 4) + "delegation"
		}
		r.p, r.ago, r.feed = 0.995-0.008*float64(i), time.Duration(i*20)*time.Minute, ""
		in.Found = append(in.Found, r.found())
		if i%9 == 0 {
			r.id, r.outlet, r.class, r.link = r.id+"b", "Sentry Mirror", "wire", r.link+"/mirror"
			in.Found = append(in.Found, r.found())
		}
	}
	in.HitsByDay = make([]int, Days)
	for i := range in.HitsByDay {
		in.HitsByDay[i] = i * i / 13
	}
	return in
}

// alert is an immediate digest: a new story, and two told before that have
// grown or are told by others now.
func alert(t testing.TB) Input {
	in := input(t, told(languages[3], "b01", New), told(languages[1], "a01", Echo), told(languages[2], "a01", Echo),
		told(languages[4], "b02", Update, "塔尔图斯港"), told(languages[5], "b03", Echo))
	in.Name, in.Only, in.NearMisses = "alarm", []string{New}, 0
	in.Period.From = noon.Add(-2 * time.Minute)
	in.Told = map[store.StoryKey]string{{Profile: meetings, Story: "a01"}: kremlin.found().Item.Title, {Profile: presence, Story: "b02"}: "Порт <Тартус>\n\u202Eв аренду",
		{Profile: presence, Story: "b03"}: ""}
	in.Again = map[store.StoryKey]string{
		{Profile: meetings, Story: "a01"}: "now 9 outlets, confirmed by state and independent",
		{Profile: presence, Story: "b02"}: "confirmed by wire",
	}
	return in
}

// quiet is what is sent of a profile that has been silent for long.
func quiet(t testing.TB) Input {
	in := input(t)
	in.Profiles, in.HitsByDay = in.Profiles[:1], make([]int, Days)
	in.HitsByDay[2] = 1
	in.Notes = []Note{{"profile", "Assad–Putin meetings: quiet for 27 days"}}
	return in
}

// cases are the digests that the golden files show.
func cases(t testing.TB) map[string]Input {
	truncated := input(t)
	for i := range 9 {
		r := kremlin
		r.id, r.link = fmt.Sprintf("t%02d", i), fmt.Sprintf("https://sentry.example/t/%d", i)
		r.title = fmt.Sprintf("Report number %d of the {Kremlin} talks", i)
		r.ago, r.profile = time.Duration(i)*time.Hour, []string{meetings, meetings, presence}[i%3]
		truncated.Found = append(truncated.Found, r.found())
	}
	truncated.MaxStories = 5

	two := kremlin
	two.id, two.outlet, two.class, two.p = "a09", "Sentry Mirror", "wire", 0.95
	two.link, two.title = "http://www.sentry.example/2026/11/21/putin-assad/#top", "Putin receives Assad"
	old := kremlin
	old.id, old.backfill, old.ago = "o01", true, 900*time.Hour
	older := input(t, kremlin, two, old)

	active := input(t, append(languages, misses...)...)
	active.HitsByDay = []int{0, 0, 1, 0, 0, 3, 2, 0, 0, 0, 0, 0, 12, 5, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 1, 0, 0, 0, 4, 6}

	updated := input(t, told(languages[0], "s1", Echo), told(languages[1], "s1", Update, "базы", "Хмеймим"),
		told(languages[2], "s1", Update, "S-400"), told(languages[3], "b01", New), told(languages[4], "s2", Echo))
	updated.Told = map[store.StoryKey]string{{Profile: meetings, Story: "s1"}: languages[2].found().Item.Title, {Profile: presence, Story: "s2"}: languages[4].found().Item.Title}

	corrected := input(t, changedReports()...)
	corrected.Found = append(corrected.Found, languages[3].found())
	evil := hostile
	evil.was = &kremlin
	hostileInput := input(t, hostile, func() report { evil.id = "h02"; return evil }())

	broken := input(t, kremlin)
	broken.Notes = []Note{
		{"feed", "Вечерний курьер has not answered since 19 Nov 04:10: 503 Service Unavailable"},
		{"feed", "صوت الساحل is empty since yesterday"},
		{"delivery", "the digest of 18 Nov for desk-mail was given up: 550 no such user <\x1b[2J>"},
		{"profile", "Russian presence in Syria has been quiet for 41 days"},
	}
	return map[string]Input{
		"none":      input(t),
		"one":       input(t, kremlin),
		"languages": active,
		"near":      input(t, misses...),
		"truncated": truncated,
		"older":     older,
		"broken":    broken,
		"story":     input(t, oneEvent()...),
		"updated":   updated,
		"corrected": corrected,
		"retracted": input(t, changedReports()[1]),
		"takenback": input(t, takenBack()...),
		"hostile":   hostileInput,
		"sixty":     sixty(t),
		"alert":     alert(t),
		"quiet":     quiet(t),
	}
}
