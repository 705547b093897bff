package watcher

import (
	"strings"
	"testing"

	"vedette/matcher/text"
	"vedette/store"
)

func TestChanged(t *testing.T) {
	long := strings.Repeat("one two three four five six seven eight nine ten ", 3) // 30 words
	item := func(title, summary, content string) store.Item {
		return store.Item{Title: title, Summary: summary, Content: content}
	}
	for name, test := range map[string]struct {
		old, now store.Item
		want     bool
	}{
		"nothing":                  {item("A b", long, ""), item("A b", long, ""), false},
		"title":                    {item("Assad in Moscow", "", ""), item("Assad in Sochi", "", ""), true},
		"title, order":             {item("Dog bites man", "", ""), item("Man bites dog", "", ""), true},
		"title, case and marks":    {item("Assad – in «Moscow»", "", ""), item("ASSAD, in Moscow!", "", ""), false},
		"title, number":            {item("12 killed", "", ""), item("14 killed", "", ""), true},
		"title gone":               {item("Assad in Moscow", long, ""), item("", long, ""), false},
		"text, white space":        {item("t", "one  two\nthree", ""), item("t", "One two, three.", ""), false},
		"text, accents":            {item("t", "Путин еще раз", ""), item("t", "Путин ещё раз", ""), false},
		"text, few words":          {item("t", "a b c d e f g", ""), item("t", "a b c x y z u", ""), true},
		"text, one word of seven":  {item("t", "a b c d e f g", ""), item("t", "a b c d e f u", ""), false},
		"text, a fifth":            {item("t", "", long), item("t", "", strings.Replace(long, "one two three four five six", "a b c d e f", 1)), false},
		"text, more than a fifth":  {item("t", "", long), item("t", "", strings.Replace(long, "one two three four five six seven", "a b c d e f g", 1)), true},
		"text, moved":              {item("t", "", long), item("t", "", long[len("one two three four five six seven "):]+"one two three four five six seven"), false},
		"text, a little longer":    {item("t", long, ""), item("t", long+"a b c d e f", ""), false},
		"text, much longer":        {item("t", long, ""), item("t", long+long, ""), true},
		"text, cut":                {item("t", long+long, ""), item("t", long, ""), true},
		"text gone":                {item("t", long, ""), item("t", "", ""), false},
		"summary, number":          {item("t", "They killed 12 of them", ""), item("t", "They killed 14 of them", ""), true},
		"summary, cut at a number": {item("t", long+"12 of", ""), item("t", long+"12 of them in 2 towns", ""), false},
		"content, number":          {item("t", "", long+"12"), item("t", "", long+"14"), false},
		"content beside a summary": {item("t", "one two", ""), item("t", "one two", long), true},
		"an article, whose feed has other words": {
			store.Item{Title: "t", Summary: "one two", Content: long, Article: articleFetched}, item("t", "one two", "what the feed has"), true},
		"Chinese": {item("t", "俄罗斯海军两艘登陆舰周五抵达", ""), item("t", "俄罗斯海军三艘补给舰周日离开", ""), true},
	} {
		var words text.Words
		if got := compare(&words, test.old, test.now).changed; got != test.want {
			t.Errorf("%s: changed %t, want %t", name, got, test.want)
		}
	}
}

// What is no edit has the same print, so that it is not even looked at.
func TestPrints(t *testing.T) {
	var words text.Words
	print := func(title, summary string) store.Print {
		return printOf(&words, store.Item{Title: title, Summary: summary})
	}
	same := print("Assad in Moscow", "They met. 12 were there")
	if got := print("ASSAD, in  Moscow", "“They met”: 12 were there…"); got != same {
		t.Errorf("print %x, want %x", got, same)
	}
	if got := print("…", ""); got != (store.Print{}) {
		t.Errorf("print %x of no words", got)
	}
	for _, other := range []store.Print{print("Assad Moscow", "They met. 12 were there"), print("Assad in Moscow", "They met. 13 were there"), print("", "")} {
		if other == same {
			t.Errorf("print %x of other words", other)
		}
	}
}

func TestAddress(t *testing.T) {
	same := address("https://sample.example/a?id=1")
	for _, link := range []string{"http://www.sample.example/a/?id=1", "https://sample.example/a?id=1&utm_source=x&at_medium=RSS", "https://Sample.example/a?id=1#xtor=RSS-1"} {
		if got := address(link); got != same {
			t.Errorf("%s is %q, want %q", link, got, same)
		}
	}
	for _, link := range []string{"https://sample.example/a?id=2", "https://sample.example/a?id=1#entry-5", "https://sample.example/", "urn:x", ""} {
		if got := address(link); got == same {
			t.Errorf("%s is %q", link, got)
		}
	}
}

func TestHowMuchTwoVersionsShare(t *testing.T) {
	item := func(title, text string) store.Item { return store.Item{Title: title, Summary: text} }
	for name, test := range map[string]struct {
		old, now     store.Item
		alike, other bool
	}{
		"the same":                 {item("a b", "c d e"), item("a b", "c d e"), true, false},
		"half of both":             {item("a b", "c d e f"), item("a x", "c d y z"), true, false},
		"less than half":           {item("a b", "c d e f"), item("a x", "c w y z"), false, false},
		"the title":                {item("a b", "c d e f g h"), item("a b", "1 2 3 4 5 6"), false, false},
		"the text":                 {item("a b", "c d e f g h"), item("1 2", "c d e f g h"), true, false},
		"a third of the title":     {item("a b c", "d"), item("a x y", "z"), false, false},
		"less than that":           {item("a b c d", "e f g h"), item("a 2 3 4", "e 6 7 8"), false, true},
		"nothing":                  {item("a", "b"), item("c", "d"), false, true},
		"nothing, of titles alone": {item("a", ""), item("b", ""), false, true},
		"much was added":           {item("a b", "c d"), item("a b", "c d 1 2 3 4 5 6 7 8"), false, false},
		"words that come twice":    {item("a", "b b b b"), item("c", "b 1 2 3"), false, true},
	} {
		var words text.Words
		if e := contrast(&words, test.old, test.now); e.alike != test.alike || e.other != test.other {
			t.Errorf("%s: alike %t, other %t; want %t, %t", name, e.alike, e.other, test.alike, test.other)
		}
	}
}
