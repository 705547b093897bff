package learn

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"vedette/matcher"
)

// parsed is the profile that a text holds.
func parsed(t testing.TB, text string) *matcher.Profile {
	t.Helper()
	var p matcher.Profile
	if err := yaml.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

func TestSpliceProposal(t *testing.T) {
	weight := 0.6
	for _, c := range []struct {
		name, before, after string
		change              func(*matcher.Profile)
	}{
		{"nothing", "name: a\n", "name: a\n", func(*matcher.Profile) {}},
		{
			"weights in place",
			"name: a\nrules:\n  # first\n  - when: x\n    weight: 2 # two\n    because: y\n  - {when: «z», weight: +3.0, because: ü}\npenalties: [{weight: -1, when: q}]",
			"name: a\nrules:\n  # first\n  - when: x\n    weight: 2.5 # two\n    because: y\n  - {when: «z», weight: 3.25, because: ü}\npenalties: [{weight: -0.5, when: q}]\n",
			func(p *matcher.Profile) {
				p.Rules[0].Weight, p.Rules[1].Weight, p.Penalties[0].Weight = 2.5, 3.25, -0.5
			},
		},
		{
			"keys that are missing",
			"name: a\nthreshold: {alarms: 1/2000}\n# the end\n",
			"name: a\nthreshold: {probability: 0.4, alarms: 1/2000}\n# the end\nsimilarity: {weight: 0.6} # learned from labels\ncalibration: {shift: -1, slope: 0.8} # learned from labels\n",
			func(p *matcher.Profile) {
				p.Similarity.Weight = &weight
				p.Calibration = matcher.Calibration{Shift: -1, Slope: 0.8}
				p.Threshold.Probability = 0.4
			},
		},
		{
			"keys of blocks",
			"name: a\nsimilarity:\n  cohesion: 0.3 # measured\ncalibration: {shift: 1, slope: 2} # old\nthreshold:\n    alarms: 1/500\n    probability: 0.5\n",
			"name: a\nsimilarity:\n  weight: 0.6\n  cohesion: 0.3 # measured\ncalibration: {shift: -1, slope: 0.8} # old\nthreshold:\n    alarms: 1/500\n    probability: 0.4\n",
			func(p *matcher.Profile) {
				p.Similarity.Weight = &weight
				p.Calibration = matcher.Calibration{Shift: -1, Slope: 0.8}
				p.Threshold.Probability = 0.4
			},
		},
		{
			"terms",
			"name: a\nterms: # learned\n  en: {old: 1}\n\n# rates\nthreshold: {alarms: 1/2000}\n",
			"name: a\nterms: # learned: typical words and how typical they are\n  en: {new: 0.8, old: 0.6}\n\n# rates\nthreshold: {alarms: 1/2000}\n",
			func(p *matcher.Profile) { p.Terms = map[string]map[string]float64{"en": {"new": 0.8, "old": 0.6}} },
		},
		{
			"lines of another system",
			"name: a\r\nrules:\r\n- when: x\r\n  weight: 2\r\n",
			"name: a\r\nrules:\r\n- when: x\r\n  weight: 7\r\n",
			func(p *matcher.Profile) { p.Rules[0].Weight = 7 },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parsed(t, c.before)
			c.change(p)
			got, err := (&Proposal{Profile: p}).Splice([]byte(c.before))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.after, string(got)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestSpliceProposalRefuses(t *testing.T) {
	for _, text := range []string{
		"{name: a, rules: [{when: x, weight: 2}]}",
		"name: a\nrules: [{when: x, weight: &w 2}, {when: y, weight: *w}]\n",
		"name: a\nrules: [{when: x, weight: \"2\"}]\n",
		"- a\n",
		"name: [\n",
	} {
		p := &matcher.Profile{Rules: []matcher.Rule{{When: "x", Weight: 3}, {When: "y", Weight: 3}}}
		if got, err := (&Proposal{Profile: p}).Splice([]byte(text)); err == nil {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func FuzzSpliceProposal(f *testing.F) {
	f.Add("name: a\nrules:\n  - when: x\n    weight: 2 # two\nterms: {en: {old: 1}}\nthreshold: {alarms: 1/2000}\n")
	f.Add("name: a\nsimilarity:\n  cohesion: 0.3\ncalibration: {shift: 1}\npenalties: [{weight: -1}]")
	f.Fuzz(func(t *testing.T, text string) {
		var p matcher.Profile
		if yaml.Unmarshal([]byte(text), &p) != nil {
			t.Skip("no profile")
		}
		again, err := (&Proposal{Profile: &p}).Splice([]byte(text))
		if err == nil && !bytes.Equal(bytes.TrimSuffix(again, []byte("\n")), bytes.TrimSuffix([]byte(text), []byte("\n"))) {
			t.Errorf("nothing learned turns %q into %q", text, again)
		}
		for i := range p.Rules {
			p.Rules[i].Weight = 1.25
		}
		p.Calibration, p.Threshold.Probability = matcher.Calibration{Shift: 0.5, Slope: 1.5}, 0.45
		changed, err := (&Proposal{Profile: &p}).Splice([]byte(text))
		if err != nil {
			return
		}
		var is matcher.Profile
		if err := yaml.Unmarshal(changed, &is); err != nil || is.Calibration != p.Calibration || is.Threshold != p.Threshold {
			t.Errorf("%q becomes %q: %v", text, changed, err)
		}
	})
}
