package matcher

import (
	"strings"
	"testing"
)

func TestParseRule(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"$assad", "$assad"},
		{"  $assad   AND\n $putin ", "$assad AND $putin"},
		{"($assad AND ($putin AND met))", "$assad AND $putin AND met"},
		{"$a OR $b AND $c", "$a OR $b AND $c"},
		{"($a OR $b) AND NOT $c", "($a OR $b) AND NOT $c"},
		{"NOT ($a OR NOT $b)", "NOT ($a OR NOT $b)"},
		{"$a NEAR/15 $b NEAR/25 $c", "$a NEAR/15 $b NEAR/25 $c"},
		{"$a NEAR/15 ($b THEN/2 $c)", "$a NEAR/15 ($b THEN/2 $c)"},
		{"$a NEAR/3 ($b OR \"air base\" OR deploy*)", "$a NEAR/3 ($b OR \"air base\" OR deploy*)"},
		{"SENT($a AND TITLE($b)) AND LEAD(x)", "SENT($a AND TITLE($b)) AND LEAD(x)"},
		{"ATLEAST(2; $a; $b OR $c; d)", "ATLEAST(2; $a; $b OR $c; d)"},
		{"lang:ru AND source:state AND before:2024-12-08 AND after:2015-09-30 AND x", "lang:ru AND source:state AND before:2024-12-08 AND after:2015-09-30 AND x"},
		{"S-300 OR база* OR 普京", "S-300 OR база* OR 普京"},
		{"time:12", "time:12"},
	} {
		n, err := parseRule(c.in)
		if err != nil {
			t.Errorf("%q: %v at %d", c.in, err, err.offset)
			continue
		}
		if got := n.String(); got != c.want {
			t.Errorf("%q prints as %q, want %q", c.in, got, c.want)
		}
	}
}

func TestParseRuleErrors(t *testing.T) {
	for _, c := range []struct {
		in     string
		offset int
		want   string
	}{
		{"", 0, "expected a $name, a word or a (, found the end of the rule"},
		{"$assad AND", 10, "expected a $name, a word or a (, found the end of the rule"},
		{"$assad and $putin", 7, "operators are written in capitals: AND"},
		{"$assad $putin", 7, `several words in a row are a "phrase"`},
		{"($assad", 7, "a ( is never closed"},
		{"$assad)", 6, "one ) too many"},
		{"SENT $assad", 5, "expected ( after SENT"},
		{`"air base`, 0, "never closed"},
		{"$a NEAR $b", 3, "NEAR needs a number of words"},
		{"$a NEAR/0 $b", 3, "from 1 to 1000"},
		{"$a NEAR/5 SENT($b)", 10, "cannot be measured"},
		{"$a NEAR/5 (NOT $b)", 10, "cannot be measured"},
		{"ATLEAST($a; $b)", 8, "ATLEAST needs a number first"},
		{"ATLEAST(3; $a; $b)", 8, "lists only 2"},
		{"before:yesterday", 7, "is no date"},
		{"lang:russian", 5, "is no language code"},
		{"source:State", 7, "needs a class"},
		{"$Assad", 0, "small letters"},
		{"de*ploy", 2, "at the end of a word only"},
		{"...", 0, "holds no letters"},
		{"$a AND \xff", 7, "not valid UTF-8"},
		{strings.Repeat("(", 50) + "$a", 40, "nested more than 40 deep"},
		{strings.Repeat("NOT ", 50) + "$a", 160, "nested more than 40 deep"},
	} {
		_, err := parseRule(c.in)
		if err == nil {
			t.Errorf("%q: no error", c.in)
			continue
		}
		if err.offset != c.offset || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %q at %d, want %q at %d", c.in, err, err.offset, c.want, c.offset)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, s := range []string{
		"SENT($a AND $b) OR NOT TITLE(x*) AND lang:ru", `ATLEAST(2; a; "b c"; $d) NEAR/5 e`, "$a NEAR/3 ($b OR c) THEN/9 d", "((((", "before:2024-01-01", "AND OR NOT",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parseRule(s)
		if err != nil {
			if err.offset < 0 || err.offset > len(s) || err.message == "" {
				t.Fatalf("%q: error %q at %d", s, err, err.offset)
			}
			return
		}
		printed := n.String()
		again, err := parseRule(printed)
		if err != nil {
			t.Fatalf("%q prints as %q, which does not parse: %v", s, printed, err)
		}
		if got := again.String(); got != printed {
			t.Fatalf("%q prints as %q, and that as %q", s, printed, got)
		}
	})
}
