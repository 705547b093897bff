package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"

	"vedette/config"
)

// board is an ntfy server that keeps what it gets.
type board struct {
	url string

	mu     sync.Mutex
	got    []string
	titles []string
	answer func(n int) int // the status for the nth message from 0; nil: 200
}

func startBoard(t *testing.T) *board {
	t.Helper()
	b := &board{}
	s := httptest.NewServer(b)
	t.Cleanup(s.Close)
	b.url = "ntfy://user:pass-word-1@" + strings.TrimPrefix(s.URL, "http://") + "/secret-topic?scheme=http"
	return b
}

func (b *board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	status := http.StatusOK
	if b.answer != nil {
		status = b.answer(len(b.got))
	}
	w.WriteHeader(status)
	if status == http.StatusOK {
		b.got, b.titles = append(b.got, string(text)), append(b.titles, r.Header.Get("Title"))
		fmt.Fprint(w, `{"id":"x"}`)
	} else {
		fmt.Fprintf(w, `{"code":%d01,"http":%d,"error":"no room for user:pass-word-1 in secret-topic"}`, status, status)
	}
}

func chatReceiver(t *testing.T, address string) Receiver {
	t.Helper()
	r, err := New("phone", config.Receiver{Chat: &config.Chat{URL: config.NewSecret(address), Timeout: config.Duration(10 * time.Second)}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestChat(t *testing.T) {
	b := startBoard(t)
	r := chatReceiver(t, b.url)
	if err := r.Send(t.Context(), message("m1")); err != nil {
		t.Fatal(err)
	}
	if len(b.got) != 1 || b.titles[0] != "vedette: daily" {
		t.Fatalf("messages %q, titles %q", b.got, b.titles)
	}
	for _, want := range titles {
		if !strings.Contains(b.got[0], want) {
			t.Errorf("message %q lacks %q", b.got[0], want)
		}
	}
}

// A repeat goes on where the last attempt stopped.
func TestChatGoesOnWhereItStopped(t *testing.T) {
	b := startBoard(t)
	b.answer = func(n int) int {
		if n == 2 {
			return http.StatusTooManyRequests
		}
		return http.StatusOK
	}
	r, m := chatReceiver(t, b.url), crowd(60)
	err := r.Send(t.Context(), m)
	if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "ntfy: part 3 of 5") {
		t.Fatalf("error %v", err)
	}
	for _, secret := range []string{"pass-word-1", "secret-topic", "127.0.0.1"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("error %q shows %s", err, secret)
		}
	}
	b.mu.Lock()
	b.answer = nil
	b.mu.Unlock()
	unfinished, ok := errors.AsType[*UnfinishedError](err)
	if !ok || len(unfinished.Settled) != 2 {
		t.Fatalf("error %#v, want two parts settled", err)
	}
	m.Settled = unfinished.Settled
	if err := chatReceiver(t, b.url).Send(t.Context(), m); err != nil { // as after a restart
		t.Fatal(err)
	}
	want := split(m.Digest.Brief(), 4096, chatParts)
	if strings.Join(b.got, "\x00") != strings.Join(want, "\x00") {
		t.Errorf("%d messages, want the %d parts in turn", len(b.got), len(want))
	}
	if err := r.Send(t.Context(), message("m2")); err != nil || len(b.got) != len(want)+1 {
		t.Errorf("the next digest: %v, %d messages", err, len(b.got))
	}
}

// A sender that does not return is left behind; what it then has sent is not
// sent again.
func TestChatLeavesBehindWhatHangs(t *testing.T) {
	release, reached, sent := make(chan struct{}), make(chan struct{}, 10), 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent++
		reached <- struct{}{}
		<-release
		fmt.Fprint(w, `{"id":"x"}`)
	}))
	t.Cleanup(s.Close)
	r := chatReceiver(t, "ntfy://"+strings.TrimPrefix(s.URL, "http://")+"/topic?scheme=http")
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-reached; cancel() }()
	if err := r.Send(ctx, message("m1")); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if err := r.Send(t.Context(), message("m1")); err == nil || !strings.Contains(err.Error(), "an earlier message has not ended") {
		t.Fatalf("error %v", err)
	}
	close(release)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		if err := r.Send(t.Context(), message("m1")); err == nil {
			break
		}
		<-tick.C
	}
	if sent != 1 {
		t.Errorf("sent %d times", sent)
	}
}

// A sender that asks its server when it is made is made when it is needed.
func TestChatSenderIsMadeLate(t *testing.T) {
	r := chatReceiver(t, "matrix://user:pass-word-1@"+closedPort+"/?rooms=room&disableTLS=yes")
	for range 2 {
		err := r.Send(t.Context(), message("m1"))
		if err == nil || errors.Is(err, ErrRejected) || strings.Contains(err.Error(), "pass-word-1") {
			t.Fatalf("error %v", err)
		}
		t.Log(err)
	}
}

func TestChatRefuses(t *testing.T) {
	for _, address := range []string{"", "logger://", "generic://example.org", "slack://token", "https://example.org/token", "token"} {
		_, err := New("phone", config.Receiver{Chat: &config.Chat{URL: config.NewSecret(address)}}, Options{})
		if err == nil || strings.Contains(err.Error(), "token") || strings.Contains(err.Error(), "example.org") {
			t.Errorf("%s: error %v", address, err)
		}
	}
}

func TestChatKnowsEveryService(t *testing.T) {
	for _, scheme := range config.ChatServices() {
		c, err := newChat(config.Chat{URL: config.NewSecret(scheme + "://x")})
		if err != nil || c.style.limit < 1000 {
			t.Errorf("%s: %+v, %v", scheme, c, err)
		}
		if _, err := new(router.ServiceRouter).NewService(scheme); err != nil {
			t.Errorf("the library does not know %s: %v", scheme, err)
		}
	}
}

// Where the service would write a name of its own for a title, it gets ours,
// unless the URL has one.
func TestChatTitle(t *testing.T) {
	var got []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Title string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		got = append(got, body.Title)
		fmt.Fprint(w, `{"id":1}`)
	}))
	t.Cleanup(s.Close)
	address := "gotify://" + strings.TrimPrefix(s.URL, "http://") + "/AbCdEfGh.123456?disabletls=yes"
	for _, query := range []string{"", "&title=Desk"} {
		if err := chatReceiver(t, address+query).Send(t.Context(), message("m1")); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"vedette: daily", "Desk"}; !slices.Equal(got, want) {
		t.Errorf("titles %q, want %q", got, want)
	}
}

// What is wrong with an address is told by who knows it, without the address.
func TestChatSaysWhatIsWrongWithTheURL(t *testing.T) {
	for address, want := range map[string]string{
		"telegram://123456:made-up_sesame@telegram": "telegram: no channels",
		"zulip://secret-bot":                        "zulip: bot mail",
		"pushover://shoutrrr:secret-token@":         "pushover: user missing",
		"ntfy+https://secret.example/topic":         "ntfy: an address of this service does not begin with ntfy+https",
		"mattermost://secret.example":               "mattermost: the apiURL does not include enough arguments",
		"rocketchat://secret.example/token-only":    "rocketchat: the apiURL does not include enough arguments",
	} {
		err := chatReceiver(t, address).Send(t.Context(), message("m1"))
		if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), "; check the url of this receiver") {
			t.Errorf("error %v, want one that says %q", err, want)
			continue
		}
		for _, hidden := range []string{"secret", "sesame", "token-only"} {
			if strings.Contains(err.Error(), hidden) {
				t.Errorf("error %q shows %s", err, hidden)
			}
		}
	}
}
