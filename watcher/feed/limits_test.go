package feed

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Parse does more than gofeed alone and must not take longer for it than 1/0.85
// of its time. Both read the same bytes in turn, so that what else the machine
// does hits both; the best of several rounds counts.
func TestThroughput(t *testing.T) {
	if underRace || testing.Short() {
		t.Skip("a comparison of times, and the race detector or -short are on")
	}
	docs := corpus(t)
	bare := func(doc []byte) error {
		_, err := gofeed.NewParser().Parse(bytes.NewReader(doc))
		return err
	}
	for name, doc := range docs {
		if len(doc) > 200<<10 || bare(doc) != nil {
			delete(docs, name)
		}
	}
	once := func(parse func([]byte) error) time.Duration {
		begin := time.Now()
		for _, doc := range docs {
			if err := parse(doc); err != nil {
				t.Fatal(err)
			}
		}
		return time.Since(begin)
	}
	var ratios []float64
	for range 5 {
		theirs := once(bare)
		ours := once(func(doc []byte) error {
			_, err := Parse(doc, Header{})
			return err
		})
		ratios = append(ratios, theirs.Seconds()/ours.Seconds())
	}
	slices.Sort(ratios)
	t.Logf("throughput over that of gofeed, five rounds: %.2f", ratios)
	if ratios[len(ratios)-1] < 0.85 {
		t.Errorf("at most %.2f of gofeed's throughput, want at least 0.85", ratios[len(ratios)-1])
	}
}

// What Parse needs at a time is bounded by the document: live memory, as the
// collector runs at every twentieth that is added.
func TestMemory(t *testing.T) {
	if underRace {
		t.Skip("the race detector needs memory of its own")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	encode := func(s string, enc interface{ Bytes([]byte) ([]byte, error) }) string {
		b, err := enc.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	items := func(n int, inner string) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, "<item><guid>https://news.example/%d</guid><title>Report %d</title>%s</item>", i, i, inner)
		}
		return rss(out.String())
	}
	text := strings.Repeat("The envoy arrived in the harbour on Tuesday. ", 10)
	cyrillic := strings.Repeat("Посланник прибыл в порт во вторник. ", 10)
	for name, doc := range map[string]string{
		"many items":        items(9_000, "<description>"+text+"</description>"),
		"a long text":       rss("<item><description>" + strings.Repeat(text, 8_000) + "</description></item>"),
		"a long title":      rss("<item><title>" + strings.Repeat(text, 8_000) + "</title></item>"),
		"escaped markup":    items(4_000, "<description>"+strings.Repeat("&lt;p&gt;word&amp;nbsp;word&lt;/p&gt;", 25)+"</description>"),
		"sections":          items(4_000, "<description><![CDATA[<p>"+text+"</p>]]></description>"),
		"many categories":   items(2_000, strings.Repeat("<category>word</category>", 60)),
		"many enclosures":   items(2_000, strings.Repeat(`<enclosure url="https://news.example/a.mp3" type="audio/mpeg" length="1"/>`, 25)),
		"bad nesting":       items(5_000, "<description>"+text+"<p><b>x</p></b></description></titel>"),
		"broken off":        strings.TrimSuffix(items(8_000, "<description>"+text+"</description>"), "</item></channel></rss>"),
		"GB18030":           encode(items(5_000, "<description>"+strings.Repeat("使者星期二抵达港口。", 20)+"</description>"), simplifiedchinese.GB18030.NewEncoder()),
		"UTF-16":            encode(items(4_000, "<description>"+cyrillic+"</description>"), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()),
		"control and bytes": items(6_000, "<description>"+text+"\x01\xff</description>"),
		"JSON":              `{"version":"https://jsonfeed.org/version/1.1","items":[` + strings.Repeat(`{"id":"1","title":"Report","content_text":"`+text+`"},`, 8_000) + `{"id":"2"}]}`,
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			peak, f, err := peakOf([]byte(doc))
			if err != nil || len(f.Items) == 0 {
				t.Fatalf("no items: %v", err)
			}
			t.Logf("%d KiB, %d items, %.1f times that at the peak", len(doc)>>10, len(f.Items), float64(peak)/float64(len(doc)))
			if limit := 12 * uint64(len(doc)); peak > limit {
				t.Errorf("%d KiB in use at the peak for %d KiB of document, at most 12 times", peak>>10, len(doc)>>10)
			}
		})
	}
}
