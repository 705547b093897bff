package watcher_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"vedette/store"
)

// hook is a webhook receiver that answers as told and remembers ids.
type hook struct {
	*httptest.Server
	status int
	poison string // an id that is answered 500, whatever the status
	ids    []string
	asked  func() // called on every request; may be nil
}

func newHook(t *testing.T) *hook {
	h := &hook{status: http.StatusOK}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		io.Copy(io.Discard, q.Body)
		if h.asked != nil {
			h.asked()
		}
		h.ids = append(h.ids, q.Header.Get("webhook-id"))
		if id := q.Header.Get("webhook-id"); id != "" && id == h.poison {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.WriteHeader(h.status)
	}))
	t.Cleanup(h.Close)
	return h
}

func hooked(feedURL, hookURL string) string {
	return fetchForTests + "feeds: [{url: '" + feedURL + "', name: A}]\n" +
		"digests: [{name: d, schedule: '0 7 * * *', receivers: [hook, stdout]}]\n" +
		"receivers: {hook: {webhook: {url: '" + hookURL + "', secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0, allow_networks: [127.0.0.0/8]}}}\n"
}

// makeDue lets the pause of every waiting delivery pass.
func (r *rig) makeDue() {
	r.t.Helper()
	waiting, err := r.store.Waiting()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range waiting {
		d.Next = time.Now()
		if err := r.store.RecordDelivery(d); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *rig) deliver(want int) {
	r.t.Helper()
	if sum, err := r.w.Deliver(r.t.Context()); err != nil || sum.Sent != want {
		r.t.Fatalf("delivered %+v, %v; want %d", sum, err, want)
	}
}

func TestReceiverDownThenUp(t *testing.T) {
	r, h := newRig(t), newHook(t)
	url := r.serve("/a", document(rss(meeting("1"))))
	r.start(hooked(url, h.URL))
	r.pollAll()
	if err := r.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.status = http.StatusServiceUnavailable
	r.deliver(1) // standard output is not held up by the hook
	r.deliver(0) // not due yet
	if len(h.ids) != 1 {
		t.Fatalf("%d attempts, want one before the pause is over", len(h.ids))
	}
	r.stop()
	r.start(hooked(url, h.URL)) // a restart forgets nothing
	r.makeDue()
	r.deliver(0)
	h.status = http.StatusOK
	r.makeDue()
	r.deliver(1)
	r.makeDue()
	r.deliver(0)
	if len(h.ids) != 3 || h.ids[0] == "" || h.ids[0] != h.ids[1] || h.ids[1] != h.ids[2] {
		t.Errorf("ids %q, want three times the same", h.ids)
	}
}

func TestRejectedDeliveryIsParked(t *testing.T) {
	r, h := newRig(t), newHook(t)
	url := r.serve("/a", document(rss(meeting("1"))))
	r.start(hooked(url, h.URL))
	r.pollAll()
	if err := r.w.DigestAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.status = http.StatusBadRequest
	r.deliver(1)
	r.makeDue()
	r.deliver(0)
	deliveries, err := r.store.Deliveries(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deliveries {
		if d.Receiver == "hook" && (d.State != store.Parked || d.LastError == "" || d.Attempts != 1) {
			t.Errorf("%+v, want it parked after one attempt with the error", d)
		}
	}
	if len(h.ids) != 1 {
		t.Errorf("%d attempts, want one", len(h.ids))
	}
}

func TestAReceiverThatIsGoneIsLeftAlone(t *testing.T) {
	r, h := newRig(t), newHook(t)
	h.status = http.StatusGone
	url := r.serve("/a", document(rss(meeting("1"))))
	r.start(hooked(url, h.URL))
	for _, next := range []int{2, 3} {
		r.pollAll()
		if err := r.w.DigestAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.deliver(1)
		r.serve("/a", document(rss(meeting("1"), another(next))))
	}
	if len(h.ids) != 1 {
		t.Errorf("%d requests to a receiver that is gone, want one", len(h.ids))
	}
}
