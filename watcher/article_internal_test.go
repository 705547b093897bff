package watcher

import (
	"errors"
	"strings"
	"testing"
	"time"

	"vedette/config"
	"vedette/store"
)

func TestNoArticleIsFetchedAfterTheRound(t *testing.T) {
	loaded, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	w := &Watcher{cfg: loaded}
	w.matcher.Store(loaded.Matcher)
	a := w.articles(task{feed: config.Feed{FullText: "always"}, until: time.Now().Add(-time.Second)})
	it := store.Item{Title: "Rain", Link: "https://news.example/rain"}
	a.complete(t.Context(), &it, false)
	if it.Article != articleNoTime || a.had+a.missed != 0 || a.left != mostArticles {
		t.Errorf("%q, %+v", it.Article, a)
	}
}

func TestOldItemsAreFetchedWhereTheyLookNearOnly(t *testing.T) {
	loaded, err := config.Load("")
	if err != nil {
		t.Fatal(err)
	}
	w := &Watcher{cfg: loaded}
	w.matcher.Store(loaded.Matcher)
	a := w.articles(task{feed: config.Feed{FullText: "always"}, until: time.Now().Add(-time.Second)})
	far := store.Item{Title: "Rain", Link: "https://news.example/rain"}
	near := store.Item{Title: "Putin receives Assad in Moscow", Link: "https://news.example/talks"}
	a.complete(t.Context(), &far, true)
	a.complete(t.Context(), &near, true)
	if far.Article != "" || near.Article == "" {
		t.Errorf("an old item that looks far says %q, one that looks near %q", far.Article, near.Article)
	}
}

func TestToPage(t *testing.T) {
	for link, want := range map[string]bool{
		"https://news.example/a":          true,
		"http://news.example/a.html?x=.p": true,
		"https://news.example/a.PDF":      false,
		"https://news.example/a.mp3?x=1":  false,
		"mailto:desk@news.example":        false,
		"":                                false,
		"https://[bad/":                   false,
		"ftp://news.example/a":            false,
	} {
		if got := toPage(link); got != want {
			t.Errorf("toPage(%q) = %v", link, got)
		}
	}
}

func TestReasonsAreShort(t *testing.T) {
	if got := clipReason(errors.New(strings.Repeat("ж", 500))); len(got) > longestReason+len("…") || !strings.HasSuffix(got, "ж…") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}
