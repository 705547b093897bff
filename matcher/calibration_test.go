package matcher

import (
	"math"
	"strings"
	"testing"
)

func TestCalibrationOfScores(t *testing.T) {
	of := func(c Calibration, title string) Match {
		m, problems := Compile([]*Profile{{Name: "p", Rules: []Rule{{When: "harbour", Weight: 5}}, Calibration: c}}, nil)
		if m == nil {
			t.Fatal(problems)
		}
		return m.Match(Document{Title: title, Language: "en"})[0]
	}
	plain, learned := of(Calibration{}, "The harbour"), of(Calibration{Shift: -2, Slope: 1.5}, "The harbour")
	if want := -2 + 1.5*plain.Score; math.Abs(learned.Score-want) > 1e-9 {
		t.Errorf("the score is %v, want %v", learned.Score, want)
	}
	sum := bias
	for _, e := range learned.Evidence {
		sum += e.Weight
	}
	if math.Abs(sum-learned.Score) > 1e-9 {
		t.Errorf("evidence adds up to %v of %v: %+v", sum, learned.Score, learned.Evidence)
	}
	if learned.Hit || !plain.Hit {
		t.Errorf("hit: %t, before %t; want a hit before alone", learned.Hit, plain.Hit)
	}
	if got := of(Calibration{Shift: 9, Slope: 1}, "Rain"); got.Score != bias {
		t.Errorf("a document without evidence has a score of %v", got.Score)
	}
	if got := of(Calibration{Shift: 1}, "The harbour"); math.Abs(got.Score-plain.Score-1) > 1e-9 {
		t.Errorf("without a slope the score goes from %v to %v; want 1 more", plain.Score, got.Score)
	}
}

func TestCalibrationLimits(t *testing.T) {
	for _, c := range []Calibration{{Shift: 11}, {Shift: math.NaN()}, {Slope: -1}, {Slope: 0.01}, {Slope: math.Inf(1)}} {
		m, problems := Compile([]*Profile{{Name: "p", Rules: []Rule{{When: "harbour", Weight: 5}}, Calibration: c}}, nil)
		if m != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), "calibration.s") {
			t.Errorf("%+v: %v", c, problems)
		}
	}
}
