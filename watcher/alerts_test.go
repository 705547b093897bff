package watcher_test

import (
	"fmt"
	"strings"
	"testing"

	"vedette/watcher/digest"
)

// An alert groups what arrives together, is silent while a story is only
// repeated, tells it again when it has become another matter, says why, and
// remembers over a restart.
func TestAlerts(t *testing.T) {
	r := newRig(t)
	feeds := "feeds:\n"
	for i, class := range []string{"state", "state", "independent", "independent", "state"} {
		url := r.serve(fmt.Sprintf("/%d", i), document(rss()))
		feeds += fmt.Sprintf("  - {url: '%s', name: Outlet%d, class: %s}\n", url, i, class)
	}
	yaml := fetchForTests + feeds + "digests: [{name: d, schedule: every 2m, receivers: [stdout], only: [new], near_misses: 0}]\n"
	for _, step := range []struct {
		outlets []int  // that report
		status  string // "" where nothing is to be sent
		reason  string
	}{
		{[]int{0, 1}, digest.New, ""},
		{nil, "", ""},
		{[]int{4}, "", ""},
		{[]int{2}, digest.Update, "confirmed by independent outlets"},
		{[]int{3}, "", ""},
	} {
		for _, i := range step.outlets {
			r.serve(fmt.Sprintf("/%d", i), document(rss(own(i))))
		}
		r.start(yaml)
		r.pollAll()
		d, err := r.w.Preview("d")
		if err != nil {
			t.Fatal(err)
		}
		status, reason := "", ""
		for _, s := range d.Stories {
			status, reason = status+s.Status, reason+s.Reason
		}
		if status != step.status || reason != step.reason {
			t.Errorf("after %v: told as %q for %q, want %q for %q", step.outlets, status, reason, step.status, step.reason)
		}
		r.out.Reset()
		if err := r.w.DigestAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := r.w.DeliverAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if out := r.out.String(); (out == "") != (step.status == "") || !strings.Contains(out, step.reason) {
			t.Errorf("after %v: sent %q", step.outlets, out)
		}
		if left := r.hitsPending("d"); left != 0 {
			t.Errorf("after %v: %d hits pile up", step.outlets, left)
		}
		r.stop()
	}
}

// own is how an outlet tells of the same meeting in words of its own.
func own(i int) [3]string {
	return [3]string{fmt.Sprint("o", i), []string{
		"Putin receives Assad in Moscow", "Putin and Assad meet in Moscow", "Assad in Moscow for talks with Putin",
		"Moscow: Putin receives Syria's Assad", "Assad received by Putin in Moscow",
	}[i], []string{
		"Russian President Vladimir Putin met Bashar al-Assad in the Kremlin for talks.",
		"Vladimir Putin and Bashar al-Assad held talks in the Kremlin on Tuesday.",
		"In the Kremlin, Bashar al-Assad sat down with Vladimir Putin for talks, a visit that was not announced.",
		"Talks were held in the Kremlin as the Russian president Vladimir Putin met Syria's Bashar al-Assad.",
		"Syria's Bashar al-Assad was met by the Russian President Vladimir Putin in the Kremlin for talks.",
	}[i]}
}
