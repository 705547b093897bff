package watcher_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"vedette/store"
	"vedette/watcher"
)

// A receiver that does not answer has no other wait, not even for what is
// composed meanwhile, and gets its own one at a time and in order.
func TestASlowReceiverDelaysNoOther(t *testing.T) {
	r := newRig(t)
	asked, answer := make(chan string, 10), make(chan struct{})
	hook := r.serve("/hook", func(_ http.ResponseWriter, q *http.Request) {
		io.Copy(io.Discard, q.Body)
		asked <- q.Header.Get("webhook-id")
		<-answer
	})
	items := [][3]string{meeting("1")}
	feed := r.serve("/a", document(rss(items...)))
	r.start(hooked(feed, hook))
	var first chan watcher.DeliverSummary
	for n := range 3 {
		r.pollAll()
		if err := r.w.DigestAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = make(chan watcher.DeliverSummary, 1)
			go func() {
				sum, err := r.w.Deliver(t.Context())
				if err != nil {
					t.Error(err)
				}
				first <- sum
			}()
			<-asked
		} else {
			r.deliver(1) // standard output alone
		}
		items = append(items, another(n))
		r.serve("/a", document(rss(items...)))
	}
	if len(asked) != 0 {
		t.Error("the receiver was asked again before it answered")
	}
	close(answer)
	if sum := <-first; sum.Sent != 2 {
		t.Errorf("the first round: %+v, want both receivers served", sum)
	}
	r.deliver(2)
	waiting := r.sentTo("hook")
	if got := []string{<-asked, <-asked}; !slices.Equal(got, waiting[1:]) {
		t.Errorf("asked for %q, want %q, the older first", got, waiting[1:])
	}
}

// sentTo lists the ids of what was delivered to a receiver, the oldest first.
func (r *rig) sentTo(receiver string) (ids []string) {
	r.t.Helper()
	all, err := r.store.Deliveries(0)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range slices.Backward(all) {
		if d.Receiver == receiver && d.State == store.Delivered {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// Shutdown waits for a send under way, whose success is recorded, and leaves
// nothing behind.
func TestShutdownLetsASendEnd(t *testing.T) {
	r := newRig(t)
	before := goleak.IgnoreCurrent()
	asked, answer := make(chan struct{}), make(chan struct{})
	hook := r.serve("/hook", func(w http.ResponseWriter, q *http.Request) {
		io.Copy(io.Discard, q.Body)
		close(asked)
		<-answer
		w.Header().Set("Connection", "close")
	})
	feed := r.serve("/a", func(w http.ResponseWriter, q *http.Request) {
		w.Header().Set("Connection", "close")
		document(rss(meeting("1")))(w, q)
	})
	r.start(hooked(feed, hook))
	r.pollAll()
	if err := r.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.w.Run(ctx) }()
	<-asked
	cancel()
	close(answer)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if ids := r.sentTo("hook"); len(ids) != 1 {
		t.Errorf("%d deliveries recorded, want the one under way", len(ids))
	}
	r.stop()
	goleak.VerifyNone(t, before)
}

const twoReceivers = `timezone: UTC
feeds: [{url: "https://sample.example/feed", name: A, every: "0 */6 * * *"}]
digests: [{name: d, schedule: "0 7 * * *", receivers: [out, dead]}]
receivers:
  out: {file: {path: "@dir@/out.txt", format: text}}
  dead: {file: {path: "@dir@/dead/out.txt", format: text}}
`

// A receiver that is dead for days: the other has its digests on time, what the
// dead one missed is there, its attempts are bounded, and the readers of the
// other are told once. After a restart it is asked again.
func TestAReceiverThatIsDeadForDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		dead := filepath.Join(dir, "dead")
		if err := os.Mkdir(dead, 0o700); err != nil {
			t.Fatal(err)
		}
		network := oneMore()
		w, st, stop := daemon(t, dir, twoReceivers, network)
		if err := os.Remove(dead); err != nil { // nothing can be written there now
			t.Fatal(err)
		}
		stepFor(t, w, 8*24*time.Hour, 30*time.Minute)
		all, err := st.Deliveries(0)
		if err != nil {
			t.Fatal(err)
		}
		disabled := 0
		for _, d := range all {
			switch {
			case d.Receiver == "out" && (d.State != store.Delivered || d.Done.Sub(d.Created) > time.Hour):
				t.Errorf("out: %s at %v, want it delivered at %v", d.State, d.Done, d.Created)
			case d.Receiver == "dead" && (d.State != store.Parked || d.Attempts > 20):
				t.Errorf("dead: %s after %d attempts, want it parked", d.State, d.Attempts)
			case d.Disabled:
				disabled++
			}
		}
		if len(all) != 16 || disabled != 1 {
			t.Errorf("%d deliveries, %d of which disabled a receiver; want 16 and 1", len(all), disabled)
		}
		stop()
		out, err := os.ReadFile(filepath.Join(dir, "out.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(out), "ATTENTION: dead"); n != 1 {
			t.Errorf("the others were told %d times, want once:\n%s", n, out)
		}
		if err := os.Mkdir(dead, 0o700); err != nil {
			t.Fatal(err)
		}
		w, st, stop = daemon(t, dir, twoReceivers, network)
		defer stop()
		stepFor(t, w, 24*time.Hour, 30*time.Minute)
		if all, err = st.Deliveries(2); err != nil || all[0].State != store.Delivered || all[1].State != store.Delivered {
			t.Errorf("after the restart: %+v, %v; want both delivered", all, err)
		}
	})
}

// enqueue adds deliveries for the hook, made long before or now.
func (r *rig) enqueue(age time.Duration, ids ...string) {
	r.t.Helper()
	for _, id := range ids {
		err := r.store.Freeze(store.Freeze{State: store.DigestState{Name: "d"}, Deliveries: []store.Delivery{
			{ID: id, Digest: "d", Receiver: "hook", Created: time.Now().Add(-age), Body: []byte("{}")},
		}})
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

// pass lets time pass until the next delivery is due; false when none waits.
func (r *rig) pass() bool {
	r.t.Helper()
	waiting, err := r.store.Waiting()
	if err != nil {
		r.t.Fatal(err)
	}
	var least time.Duration
	for _, d := range waiting {
		if until := time.Until(d.Next); until > 0 && (least == 0 || until < least) {
			least = until
		}
	}
	for _, d := range waiting {
		d.Next = d.Next.Add(-least)
		if err := r.store.RecordDelivery(d); err != nil {
			r.t.Fatal(err)
		}
	}
	return len(waiting) > 0
}

// What fails and waits holds back what came after it: nothing overtakes, and
// the receiver is not asked more often because more waits.
func TestNothingOvertakesAFailedDelivery(t *testing.T) {
	r, h := newRig(t), newHook(t)
	h.status = http.StatusServiceUnavailable
	r.start(hooked(r.server.URL+"/none", h.URL))
	var ids []string
	for i := range 5 {
		ids = append(ids, fmt.Sprint("n", i))
		r.enqueue(0, ids[i])
		r.deliver(0)
	}
	if !slices.Equal(h.ids, ids[:1]) {
		t.Errorf("asked for %q, want the first, once", h.ids)
	}
	h.status, h.ids = http.StatusOK, nil
	r.makeDue()
	r.deliver(5)
	if !slices.Equal(h.ids, ids) {
		t.Errorf("sent %q, want %q", h.ids, ids)
	}
}

// A message that the receiver fails on every time holds back the others for
// three tries, and is then given up by itself: the receiver stays in use.
func TestAPoisonedMessageKeepsNoOtherForLong(t *testing.T) {
	r, h := newRig(t), newHook(t)
	h.poison = "bad"
	r.start(hooked(r.server.URL+"/none", h.URL))
	r.enqueue(6*24*time.Hour, "bad")
	r.enqueue(0, "one", "two")
	for range 3 {
		r.deliver(0)
		r.pass()
	}
	r.deliver(2)
	if want := []string{"bad", "bad", "bad", "bad", "one", "two"}; !slices.Equal(h.ids, want) {
		t.Errorf("asked for %q, want %q", h.ids, want)
	}
	if d := r.of("hook", "bad"); !d.Passed || time.Until(d.Next) < time.Hour {
		t.Errorf("passed %v, tried again in %v", d.Passed, time.Until(d.Next))
	}
	r.enqueue(0, "three")
	r.deliver(1)
	for range 20 {
		r.pass()
		r.deliver(0)
	}
	if d := r.of("hook", "bad"); d.State != store.Parked || d.Attempts != 10 || d.Disabled || !strings.Contains(d.LastError, "500") {
		t.Errorf("%+v, want it parked after ten tries, and the receiver in use", d)
	}
	if n := strings.Count(r.log.String(), "given up, while others arrive"); n != 1 {
		t.Errorf("said %d times, want once", n)
	}
	r.enqueue(0, "four")
	r.deliver(1)
}

// However much waits for a receiver that is down, it is asked seldom; when it is
// back, all arrives once and in order.
func TestAReceiverThatIsDownIsAskedSeldom(t *testing.T) {
	asked := map[int]int{}
	for _, n := range []int{20, 40} {
		r, h := newRig(t), newHook(t)
		h.status = http.StatusServiceUnavailable
		r.start(hooked(r.server.URL+"/none", h.URL))
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprintf("n%02d", i))
		}
		r.enqueue(0, ids...)
		for range 15 { // the steps of five days
			before := len(h.ids)
			for range 3 { // nothing is due in the later rounds
				r.deliver(0)
			}
			if len(h.ids)-before > 13 {
				t.Errorf("%d requests at one step", len(h.ids)-before)
			}
			if r.pass(); slices.Contains(h.ids, ids[19]) {
				t.Error("all are tried, though none arrives")
			}
		}
		asked[n] = len(h.ids)
		h.status, h.ids = http.StatusOK, nil
		r.deliver(n)
		if !slices.Equal(h.ids, ids) {
			t.Errorf("sent %q, want %q", h.ids, ids)
		}
	}
	if asked[20] != asked[40] || asked[20] > 100 {
		t.Errorf("%v requests, by how many wait", asked)
	}
}

// A short failure does not wait for the schedule of one that was passed.
func TestWhatWasPassedPutsOffNothing(t *testing.T) {
	r, h := newRig(t), newHook(t)
	h.poison = "bad"
	r.start(hooked(r.server.URL+"/none", h.URL))
	r.enqueue(0, "bad", "one")
	for range 4 {
		r.deliver(len(h.ids) / 3)
		r.pass()
	}
	r.enqueue(0, "two")
	h.status = http.StatusServiceUnavailable
	r.deliver(0)
	if d := r.of("hook", "two"); d.Attempts != 1 || time.Until(d.Next) > 10*time.Second {
		t.Errorf("%d attempts, the next in %v; want it soon", d.Attempts, time.Until(d.Next))
	}
}

// One digest that is sent by hand takes along what is before it at its
// receivers, and nothing else.
func TestSendDigestLeavesOthersAlone(t *testing.T) {
	r, h := newRig(t), newHook(t)
	yaml := strings.Replace(hooked(r.serve("/a", document(rss(meeting("1")))), h.URL), "digests: [", "digests: [{name: other, schedule: '0 7 * * *', receivers: [stdout, hook]}, ", 1)
	r.start(strings.Replace(yaml, "receivers: [hook, stdout]", "receivers: [hook]", 1))
	r.enqueue(time.Hour, "before")
	r.enqueue(-time.Hour, "after")
	r.pollAll()
	if err := r.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent, err := r.w.SendDigest(t.Context(), "d")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range slices.Backward(sent) {
		if ids = append(ids, d.ID); d.Digest != "d" || d.State != store.Delivered {
			t.Errorf("%s of %s: %s, want it delivered", d.ID, d.Digest, d.State)
		}
	}
	if len(ids) != 3 || ids[0] != "before" || r.out.Len() != 0 {
		t.Errorf("sent %q, and %d bytes to standard output", ids, r.out.Len())
	}
}
