package story

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/matcher/background"
)

// written is a report as a test tells it: how long after the first it came, and
// what the profile knows of it.
type written struct {
	after       time.Duration
	language    string
	title, text string
	names       string // with blanks between them
}

const day = 24 * time.Hour

// told places reports and says of each, in one line, to which story it went,
// by the number of the report that opened it, and as what.
func told(p *Pool, reports []written) []string {
	var out []string
	for i, w := range reports {
		at := day0.Add(w.after)
		r := Report{Time: at, Language: w.language, Feed: fmt.Sprint("feed", i), Title: w.title, Text: w.text, Names: strings.Fields(w.names)}
		pl := p.Place(fmt.Sprint(i), Read(r, background.Shipped(w.language).IDF), at)
		line := pl.Story + " " + string(pl.Status)
		if pl.Copy {
			line += " copy"
		}
		out = append(out, line)
	}
	return out
}

// What the profiles know of all they find.
const (
	leaders  = "Assad Putin contact"
	presence = "Russia Syria strike"
)

var sochi = written{0, "en", "Putin and Assad hold three hours of talks in Sochi",
	"The Russian president received his Syrian counterpart at a residence on the Black Sea on Tuesday. They spoke about the withdrawal of foreign troops and the return of refugees.", leaders + " Sochi"}

func TestStories(t *testing.T) {
	agency := sochi
	agency.after, agency.title = 20*time.Minute, "Putin and Assad hold three hours of talks in Sochi - Coast Herald"
	corrected := sochi
	corrected.after, corrected.title = time.Hour, "CORRECTED: Putin and Assad hold two hours of talks in Sochi"
	for name, test := range map[string]struct {
		reports []written
		want    []string
	}{
		"syndicated copies":    {[]written{sochi, agency, sochi}, []string{"0 new", "0 echo copy", "0 echo copy"}},
		"a corrected headline": {[]written{sochi, corrected}, []string{"0 new", "0 echo copy"}},
		"one event in five languages": {[]written{
			sochi,
			{time.Hour, "ru", "Путин и Асад провели переговоры в Сочи", "Президент России принял сирийского коллегу в резиденции на берегу Чёрного моря.", leaders + " Sochi"},
			{2 * time.Hour, "ar", "بوتين والأسد يجريان محادثات في سوتشي", "استقبل الرئيس الروسي نظيره السوري في مقر إقامته على البحر الأسود.", leaders + " Sochi"},
			{3 * time.Hour, "fr", "Poutine et Assad s'entretiennent à Sotchi", "Le président russe a reçu son homologue syrien dans sa résidence de la mer Noire.", leaders + " Sochi"},
			{4 * time.Hour, "tr", "Putin ve Esad Soçi'de görüştü", "Rusya Devlet Başkanı, Suriyeli mevkidaşını Karadeniz kıyısındaki konutunda kabul etti.", leaders + " Sochi"},
		}, []string{"0 new", "0 echo", "0 echo", "0 echo", "0 echo"}},
		"a follow-up the next day": {[]written{sochi,
			{22 * time.Hour, "en", "After the talks in Sochi, Assad thanks Putin for wheat and vaccines", "Syria will be sent a million tonnes of wheat and a shipment of vaccines, the Syrian president said after he met his Russian counterpart on the Black Sea.", leaders + " Sochi"},
		}, []string{"0 new", "0 update"}},
		"two meetings a month apart": {[]written{sochi,
			{30 * day, "en", "Putin and Assad hold talks in Moscow", "The Russian president received his Syrian counterpart in the Kremlin on Monday. They spoke about the return of refugees.", leaders + " Moscow"},
		}, []string{"0 new", "1 new"}},
		"two meetings a week apart": {[]written{sochi,
			{7 * day, "en", "Putin and Assad hold talks in Moscow", "The Russian president received his Syrian counterpart in the Kremlin on Tuesday. They spoke about the return of refugees.", leaders + " Moscow"},
		}, []string{"0 new", "1 new"}},
		"two strikes on one day": {[]written{
			{0, "en", "Russian jets bomb market in Ariha, nine killed", "Rescuers pulled nine bodies from the vegetable market in the Idlib countryside.", "Russia Syria strike"},
			{3 * time.Hour, "en", "Russian warplanes hit water station near Palmyra", "A pumping station in the desert east of Homs was destroyed and 40,000 people are without water.", "Russia Syria strike"},
		}, []string{"0 new", "1 new"}},
		"two strikes on one day, in two languages": {[]written{
			{0, "en", "Russian jets bomb market in Ariha, nine killed", "Rescuers pulled nine bodies from the vegetable market in the Idlib countryside.", presence},
			{3 * time.Hour, "ru", "Российская авиация нанесла удар по насосной станции близ Пальмиры", "В пустыне к востоку от Хомса 40 000 человек остались без воды.", presence},
			{5 * time.Hour, "tr", "Rus uçakları Palmira yakınlarında su istasyonunu vurdu", "Humus'un doğusunda on binlerce kişi susuz kaldı.", presence},
			{6 * time.Hour, "ru", "Российские самолёты разбомбили рынок в Арихе", "В Идлибе погибли девять человек.", presence},
			{7 * time.Hour, "ar", "مقتل تسعة في قصف روسي على سوق في أريحا", "", presence},
			{8 * time.Hour, "ar", "غارات روسية على ميناء قرب طرطوس", "", presence},
		}, []string{"0 new", "1 new", "1 echo", "0 echo", "0 echo", "5 new"}},
		"a pool with nothing in it yet": {[]written{
			{0, "en", "Russian forces hand over a checkpoint in Raqqa", "Russian forces in Syria said on Monday that the crossing was handed over.", presence},
			{time.Hour, "en", "Russian forces drill with air defences in Tartus", "Russian forces in Syria said on Monday that the crews of the port took part.", presence},
			{2 * time.Hour, "en", "Russian forces clear mines around Deraa", "Russian forces in Syria said on Monday that the sappers found two hundred.", presence},
		}, []string{"0 new", "1 new", "2 new"}},
		"an anniversary": {[]written{sochi,
			{365 * day, "en", "A year ago Putin and Assad held three hours of talks in Sochi", "What came of the talks about the withdrawal of foreign troops and the return of refugees.", leaders + " Sochi"},
		}, []string{"0 new", "1 new"}},
		"the same headline of two calls": {[]written{
			{0, "en", "Telephone conversation with Bashar al-Assad", "", leaders},
			{3 * day, "en", "Telephone conversation with Bashar al-Assad", "", leaders},
		}, []string{"0 new", "1 new"}},
	} {
		var p Pool
		if diff := cmp.Diff(test.want, told(&p, test.reports)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAThousandCopies(t *testing.T) {
	var p Pool
	reports := make([]written, 1000)
	for i := range reports {
		reports[i] = sochi
		reports[i].after = time.Duration(i) * time.Minute
	}
	for i, got := range told(&p, reports)[1:] {
		if got != "0 echo copy" {
			t.Fatalf("copy %d: %s", i+1, got)
		}
	}
	if n := len(p.State("0")); n > 4<<10 {
		t.Errorf("the state of a story of a thousand copies takes %d bytes", n)
	}
}

// A pool that was stored and loaded after every report goes on as one that was
// not.
func TestStateContinues(t *testing.T) {
	reports := []written{sochi,
		{22 * time.Hour, "en", "After the talks in Sochi, Assad thanks Putin for wheat and vaccines", "Syria will be sent a million tonnes of wheat, the president said on the Black Sea.", leaders + " Sochi"},
		{23 * time.Hour, "en", "Russian jets bomb market in Ariha, nine killed", "Rescuers pulled nine bodies from the market.", "Russia Syria strike"},
		sochi,
		{24 * time.Hour, "ru", "Путин и Асад провели переговоры в Сочи", "Президент России принял сирийского коллегу.", leaders + " Sochi"},
	}
	var whole Pool
	want := told(&whole, reports)
	states := map[string][]byte{}
	var got []string
	for i, w := range reports {
		var p Pool
		for id, state := range states {
			if err := p.Load(id, state); err != nil {
				t.Fatal(err)
			}
		}
		at := day0.Add(w.after)
		s := Read(Report{Time: at, Language: w.language, Feed: fmt.Sprint("feed", i), Title: w.title, Text: w.text, Names: strings.Fields(w.names)}, background.Shipped(w.language).IDF)
		pl := p.Place(fmt.Sprint(i), s, at)
		states[pl.Story] = p.State(pl.Story)
		line := pl.Story + " " + string(pl.Status)
		if pl.Copy {
			line += " copy"
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("placed otherwise after loading (-at once +loaded):\n%s", diff)
	}
}

func FuzzLoad(f *testing.F) {
	var p Pool
	told(&p, []written{sochi})
	f.Add(p.State("0"))
	f.Add([]byte{stateVersion})
	f.Fuzz(func(t *testing.T, state []byte) {
		var p Pool
		if err := p.Load("x", state); err != nil {
			if p.State("x") != nil {
				t.Error("a story is there in spite of the error")
			}
			return
		}
		p.Place("y", Read(Report{Time: day0, Title: "One"}, background.Shipped("en").IDF), day0)
	})
}
