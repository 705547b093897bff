package learn

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/matcher"
)

func label(relevant bool, title string) Label {
	return Label{Document: matcher.Document{ID: title, Title: title, Language: "en"}, Relevant: relevant}
}

// ports has a rule that is too weak and one that is too strong.
func ports() *matcher.Profile {
	return &matcher.Profile{
		Name: "ports",
		Rules: []matcher.Rule{
			{When: "harbour", Weight: 2, Because: "a place"},
			{When: "cargo", Weight: 4.5, Because: "a place"}, // the same words on purpose
		},
		Penalties: []matcher.Rule{{When: "football", Weight: -1, Because: "sport"}},
	}
}

// portLabels are n of each kind.
func portLabels(n int) (labels []Label) {
	ships := []string{"ferry", "tanker", "trawler", "tug", "yacht"}
	for i := range n {
		labels = append(labels,
			label(true, fmt.Sprintf("A %s waits in the harbour, day %d", ships[i%len(ships)], i)),
			label(false, fmt.Sprintf("Train %d of cargo, with a %s on it", i, ships[i%len(ships)])))
	}
	return labels
}

func TestLearnsWeights(t *testing.T) {
	p := ports()
	proposal, err := FromLabels(p, portLabels(12), Setting{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(ports(), p); d != "" {
		t.Errorf("the profile itself changed:\n%s", d)
	}
	got := proposal.Profile
	if got.Rules[0].Weight <= 2 || got.Rules[1].Weight >= 4.5 {
		t.Errorf("weights are %v and %v; want the first above 2, the second below 4.5", got.Rules[0].Weight, got.Rules[1].Weight)
	}
	if got.Penalties[0].Weight != -1 {
		t.Errorf("a penalty of which labels say nothing went from -1 to %v", got.Penalties[0].Weight)
	}
	for i, o := range proposal.Outcomes {
		relevant := i%2 == 0
		if o.Before.Hit == relevant {
			t.Fatalf("label %d is a hit before: %t", i, o.Before.Hit)
		}
		if o.After.Hit != relevant || o.LeftOut.Hit != relevant {
			t.Errorf("label %d: after %+v, left out %+v, want hits: %t", i, o.After, o.LeftOut, relevant)
		}
		if !relevant && o.LeftOut.Probability <= o.After.Probability {
			continue // both far below the threshold
		}
		if relevant && o.LeftOut.Probability > o.After.Probability+0.05 {
			t.Errorf("label %d is surer left out, %v, than learned from, %v", i, o.LeftOut.Probability, o.After.Probability)
		}
	}
}

func TestSignsStay(t *testing.T) {
	var labels []Label
	for i := range 40 {
		labels = append(labels, label(false, fmt.Sprintf("harbour %d", i)), label(true, fmt.Sprintf("harbour football %d", i)))
	}
	proposal, err := FromLabels(ports(), labels, Setting{})
	if err != nil {
		t.Fatal(err)
	}
	if w := proposal.Profile.Rules[0].Weight; w <= 0 {
		t.Errorf("a rule weighs %v", w)
	}
	if w := proposal.Profile.Penalties[0].Weight; w >= 0 || w < -0.1 {
		t.Errorf("a penalty that labels contradict weighs %v; want hardly anything below 0", w)
	}
}

func TestCalibratesWithEnoughLabels(t *testing.T) {
	few, err := FromLabels(ports(), portLabels(4), Setting{})
	if err != nil {
		t.Fatal(err)
	}
	if c := few.Profile.Calibration; c.Slope != 0 && c.Slope != 1 {
		t.Errorf("8 labels make the slope %v", c.Slope)
	}
	if th := few.Profile.Threshold.Probability; th != 0 {
		t.Errorf("8 labels move the threshold to %v", th)
	}
	p := ports()
	p.Threshold.Probability = 0.7
	many, err := FromLabels(p, portLabels(12), Setting{})
	if err != nil {
		t.Fatal(err)
	}
	if c := many.Profile.Calibration; c.Slope <= 1 {
		t.Errorf("labels that the scores tell apart make the slope %v, want above 1", c.Slope)
	}
	if th := many.Profile.Threshold.Probability; th != 0.7 {
		t.Errorf("a threshold that somebody stated went from 0.7 to %v", th)
	}
}

func TestThresholdMovesBySteps(t *testing.T) {
	m := &model{threshold: 0.5, slope: 1}
	var labels []*observation
	for i := range 40 { // all of an even chance: whatever is found is worth having
		labels = append(labels, &observation{relevant: i%2 == 0, vote: 1, fixed: -1.4, evidence: true})
	}
	m.aim(labels)
	if math.Abs(m.threshold-0.4) > 1e-9 {
		t.Errorf("the threshold goes from 0.5 to %v; want a step of 0.1", m.threshold)
	}
	for range 5 {
		m.aim(labels)
	}
	if p := logistic(-1.4); math.Abs(m.threshold-p) > 0.01 {
		t.Errorf("the threshold ends at %v; the best is %v", m.threshold, p)
	}
}

func TestPlatt(t *testing.T) {
	var points []point
	for x := -4.0; x <= 4; x += 0.25 {
		points = append(points, point{x, logistic(-1 + 0.5*x), 1})
	}
	shift, slope := platt(points)
	if math.Abs(shift+1) > 1e-3 || math.Abs(slope-0.5) > 1e-3 {
		t.Errorf("shift %v, slope %v; want -1 and 0.5", shift, slope)
	}
}

func TestVotes(t *testing.T) {
	day := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	labels := []Label{
		label(true, "Ferry sinks"), label(true, "FERRY  sinks!"), label(true, "Ferry sinks, many saved"), label(false, "Rain"),
	}
	labels[1].Cluster, labels[2].Cluster = "ferry", "ferry"
	labels[0].At, labels[1].At, labels[2].At = day, day, day
	labels[3].Document.Date = day.Add(-halfLife)
	votes, folds, err := vote(labels)
	if err != nil {
		t.Fatal(err)
	}
	third := 1.0 / 3
	if d := cmp.Diff([]float64{third, third, third, 0.5}, votes); d != "" {
		t.Errorf("votes (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]int{0, 0, 0, 1}, folds); d != "" {
		t.Errorf("folds (-want +got):\n%s", d)
	}
	if _, err := FromLabels(ports(), nil, Setting{}); err == nil {
		t.Error("no labels are no error")
	}
	one, err := FromLabels(ports(), labels[:1], Setting{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(one.Outcomes[0].Before, one.Outcomes[0].LeftOut); d != "" {
		t.Errorf("a single label left out leaves the profile as it is (-want +got):\n%s", d)
	}
}

func TestLearnsTerms(t *testing.T) {
	p := &matcher.Profile{
		Name:  "lighthouses",
		Seeds: []matcher.Seed{{SHA256: strings.Repeat("0", 64)}, {SHA256: strings.Repeat("1", 64)}},
		Terms: map[string]map[string]float64{"en": {"lighthouse": 0.8, "keeper": 0.6}},
	}
	s := &study{profile: p}
	for i := range 4 {
		s.labels = append(s.labels,
			label(true, fmt.Sprintf("Lantern of the lighthouse relit, night %d", i)),
			label(false, fmt.Sprintf("Goal keeper saved the match, week %d", i)))
		s.votes = append(s.votes, 1, 1)
	}
	learned := *p
	s.relearn(&learned, []int{0, 1, 2, 3, 4, 5, 6, 7})
	was, is := p.Terms["en"], learned.Terms["en"]
	if is["lantern"] == 0 || is["goal"] != 0 {
		t.Errorf("terms are %v; want lantern and no goal", is)
	}
	if is["keeper"]/is["lighthouse"] >= was["keeper"]/was["lighthouse"] {
		t.Errorf("keeper goes from %v to %v though it is of another subject", was["keeper"], is["keeper"])
	}
	if len(was) != 2 {
		t.Errorf("the profile's own terms became %v", was)
	}
	length := 0.0
	for _, w := range is {
		length += w * w
	}
	if math.Abs(length-1) > 0.02 {
		t.Errorf("the terms have a length of %v", math.Sqrt(length))
	}
	bare := matcher.Profile{Name: "bare", Rules: ports().Rules}
	s.relearn(&bare, []int{0, 1})
	if bare.Terms != nil {
		t.Errorf("a profile of rules alone learned %v", bare.Terms)
	}
}

func TestGammaGrows(t *testing.T) {
	var list []judged
	for n, want := range []float64{0, 0, 0, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5} {
		if got := gammaOf(list); got != want {
			t.Errorf("with %d judged irrelevant gamma is %v, want %v", n, got, want)
		}
		list = append(list, judged{})
	}
}

func TestBackgroundHolds(t *testing.T) {
	var labels []Label
	for i := range 6 {
		labels = append(labels, label(true, fmt.Sprintf("harbour at dawn %d", i)))
	}
	alone, err := FromLabels(ports(), labels, Setting{})
	if err != nil {
		t.Fatal(err)
	}
	var ordinary []matcher.Document
	for i := range 300 {
		ordinary = append(ordinary, matcher.Document{Title: fmt.Sprintf("A harbour of calm in week %d", i), Language: "en"})
	}
	beside, err := FromLabels(ports(), labels, Setting{Background: ordinary})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := alone.Outcomes[0].After.Probability, beside.Outcomes[0].After.Probability; a <= b {
		t.Errorf("%v with a background that has the rule as well, %v without; want less with it", b, a)
	}
}
