package background

import (
	"fmt"
	"math"
	"testing"

	"vedette/matcher/text"
)

func TestCounterWithoutShippedTable(t *testing.T) {
	var c Counter
	for i := range 10 {
		s := "every item"
		if i < 4 {
			s += " often"
		}
		c.Add("und", terms(t, "und", s))
	}
	table := c.Tables()["und"]
	for word, df := range map[string]float64{"every": 10, "often": 4, "never": 0} {
		want := math.Log(11 / (df + .5))
		if got := float64(table.IDF(key(t, "und", word))); !near(got, want, 1e-5) {
			t.Errorf("IDF of %s is %v, want %v", word, got, want)
		}
	}
	if c.Documents("und") != 10 || c.Documents("en") != 0 {
		t.Errorf("documents are %d and %d", c.Documents("und"), c.Documents("en"))
	}
	if len(c.Tables()) != 1 {
		t.Errorf("tables of %d languages", len(c.Tables()))
	}
}

func TestLiveStreamTakesOver(t *testing.T) {
	shipped := Shipped("en")
	news, unseen := key(t, "en", "zhuzhuzhu"), key(t, "en", "quququq")
	the := key(t, "en", "the")
	last := float32(math.Inf(1))
	for _, n := range []int{1, 100, 10_000} {
		var c Counter
		for range n {
			c.Add("en", []text.Term{{Key: news, Count: 1}})
		}
		table := c.Tables()["en"]
		if got := table.IDF(news); got >= last {
			t.Errorf("after %d documents IDF of a term in all of them is %v, before %v", n, got, last)
		} else {
			last = got
		}
		if n == 1 && !near(float64(table.IDF(the)), float64(shipped.IDF(the)), .01) {
			t.Errorf("one document moves IDF of a common term from %v to %v", shipped.IDF(the), table.IDF(the))
		}
		if n == 10_000 && table.IDF(the) < shipped.IDF(the)+1 {
			t.Errorf("10,000 documents without it leave IDF of a common term at %v", table.IDF(the))
		}
		if got := table.IDF(unseen); got < shipped.IDF(unseen)-.01 {
			t.Errorf("after %d documents IDF of an unseen term is %v, shipped %v", n, got, shipped.IDF(unseen))
		}
	}
	if last > 1 {
		t.Errorf("IDF of what all of 10,000 documents have is %v", last)
	}
}

func TestCounterForgetsTheRarest(t *testing.T) {
	var c Counter
	often := key(t, "und", "often")
	for i := range mostTerms + 10 {
		c.Add("und", []text.Term{{Key: often}, {Key: text.Key(fmt.Append(nil, i))}})
	}
	if n := len(c.languages["und"].df); n > mostTerms {
		t.Errorf("%d terms are remembered", n)
	}
	if got := c.Tables()["und"].IDF(often); got > .01 {
		t.Errorf("IDF of what all have is %v", got)
	}
}
