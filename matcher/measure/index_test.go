package measure

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// three documents: two share a word, all share another.
var three = []Document{
	NewDocument("en", "harbour ferry ferry", ""),
	NewDocument("en", "harbour", "ferry"),
	NewDocument("en", "", "harbour crane"),
}

func TestCounted(t *testing.T) {
	idf := Counted(three)
	terms := three[0].Terms
	got := []float64{idf("en", terms[0].Key), idf("en", terms[1].Key), idf("en", 1)}
	want := []float64{math.Log(4 / 3.5), math.Log(4 / 2.5), math.Log(4 / 0.5)}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestRocchio(t *testing.T) {
	h, f, c := math.Log(4/3.5), math.Log(4/2.5), math.Log(4/1.5) // harbour, ferry, crane
	first, second := [2]float64{h, (1 + math.Log(2)) * f}, [2]float64{h, f}
	norm := func(v [2]float64) float64 { return math.Hypot(v[0], v[1]) }
	cosine := func(a, b [2]float64) float64 { return (a[0]*b[0] + a[1]*b[1]) / norm(a) / norm(b) }
	x := NewIndex(three, Counted(three))
	want := []float64{1, cosine(first, second), h * h / norm(first) / math.Hypot(h, c)}
	floats := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-6 })
	if diff := cmp.Diff(want, x.Rocchio([]int{0}), floats); diff != "" {
		t.Error(diff)
	}
	centroid := [2]float64{first[0]/norm(first) + second[0]/norm(second), first[1]/norm(first) + second[1]/norm(second)}
	if got, want := x.Rocchio([]int{0, 1})[1], cosine(centroid, second); math.Abs(got-want) > 1e-6 {
		t.Errorf("two seeds: %v, want %v", got, want)
	}
}

func TestMoreLikeThis(t *testing.T) {
	h, f := math.Log(4/3.5), math.Log(4/2.5)
	got := NewIndex(three, Counted(three)).MoreLikeThis([]int{0})
	mean := 7.0 / 3 // terms in a document
	bm25 := func(tf, length float64) float64 { return tf * 2.2 / (tf + 1.2*(0.25+0.75*length/mean)) }
	want := []float64{h*bm25(1, 3) + f*bm25(2, 3), h*bm25(1, 2) + f*bm25(1, 2), h * bm25(1, 2)}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

// TestOneWayOfCounting: sums over terms come in one order, so that a figure in
// the last place is the same in each run.
func TestOneWayOfCounting(t *testing.T) {
	documents := []Document{
		NewDocument("en", "one two three four five six seven eight nine ten eleven twelve", "thirteen fourteen fifteen"),
		NewDocument("en", "eleven apples and five pears", "lay in fourteen baskets for seven days"),
	}
	x := NewIndex(documents, Counted(documents))
	first, like := x.Rocchio([]int{0, 1}), x.MoreLikeThis([]int{0, 1})
	for range 20 {
		if diff := cmp.Diff(first, x.Rocchio([]int{0, 1})) + cmp.Diff(like, x.MoreLikeThis([]int{0, 1})); diff != "" {
			t.Fatal(diff)
		}
	}
}
