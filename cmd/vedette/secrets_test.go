package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the configuration below keeps secret, each in a place of its own.
const (
	feedPassword   = "sesame-feed-password"
	feedHeader     = "sesame-feed-header"
	movedPassword  = "sesame-moved-password"
	hookPath       = "sesame-hook-path"
	hookQuery      = "sesame-hook-query"
	hookHeader     = "sesame-hook-header"
	hookSecret     = "c2VzYW1lLWhvb2stc2lnbmluZy1rZXlz" // of sesame-hook-signing-keys
	chatPassword   = "sesame-chat-password"
	chatTopic      = "sesame-chat-topic"
	mailPassword   = "sesame-mail-password"
	webToken       = "sesame-web-token"
	misplacedInURL = "sesame-in-an-address"
)

// TestSecretsStaySecret has everything fail that is given a secret, at hosts
// that answer with all they were told, and looks at all that the program says
// of it.
func TestSecretsStaySecret(t *testing.T) {
	dir := t.TempDir()
	base := answer(t, tellTale)
	host := strings.TrimPrefix(base, "http://")
	if err := os.WriteFile(filepath.Join(dir, "password"), []byte(mailPassword), 0o600); err != nil {
		t.Fatal(err)
	}
	y := `fetch: {allow_networks: [127.0.0.0/8], min_host_interval: 0s}
log: {level: debug}
web: {listen: "", token: ` + webToken + `}
feeds:
  - {url: "` + base + `/ok", name: fine}
  - {url: "` + base + `/told", name: told, basic_auth: {username: u, password: ` + feedPassword + `}, headers: {X-Key: ` + feedHeader + `}}
  - {url: "` + base + `/moved", name: moved, basic_auth: {username: u, password: ` + feedPassword + `}, headers: {X-Key: ` + feedHeader + `}}
  - {url: "` + base + `/cut", name: cut, headers: {X-Key: ` + feedHeader + `}}
  - {url: "http://127.0.0.1:1/closed", name: closed, basic_auth: {username: u, password: ` + feedPassword + `}}
digests: [{name: d, schedule: '@daily', receivers: [out, hook, slack, cut, chat, mail, closed-hook, closed-chat, closed-mail]}]
receivers:
  out: {file: {path: "-", format: html}}
  hook: {webhook: {url: "` + base + "/" + hookPath + "?key=" + hookQuery + `", secret: whsec_` + hookSecret + `, headers: {X-Key: ` + hookHeader + `}, allow_networks: [127.0.0.0/8]}}
  slack: {webhook: {url: {env: HOOK_URL}, format: slack, headers: {X-Key: ` + hookHeader + `}, allow_networks: [127.0.0.0/8]}}
  cut: {webhook: {url: "` + base + "/cut/" + hookPath + `", secret: whsec_` + hookSecret + `, allow_networks: [127.0.0.0/8]}}
  chat: {chat: {url: "ntfy://user:` + chatPassword + "@" + host + "/" + chatTopic + `?scheme=http"}}
  mail: {email: {smarthost: "` + tellTaleMail(t) + `", tls: none, username: u, password: {file: password}, from: a@example.org, to: [b@example.org]}}
  closed-hook: {webhook: {url: "http://127.0.0.1:1/` + hookPath + `", allow_networks: [127.0.0.0/8]}}
  closed-chat: {chat: {url: "ntfy://user:` + chatPassword + "@127.0.0.1:1/" + chatTopic + `?scheme=http"}}
  closed-mail: {email: {smarthost: "127.0.0.1:1", tls: none, username: u, password: {file: password}, from: a@example.org, to: [b@example.org]}}
`
	right, wrong := filepath.Join(dir, "vedette.yaml"), filepath.Join(dir, "wrong.yaml")
	if err := os.WriteFile(right, []byte(y), 0o600); err != nil {
		t.Fatal(err)
	}
	y = strings.Replace(y, base+"/told", "http://u:"+misplacedInURL+"@"+host+"/told", 1)
	y = strings.ReplaceAll(y, "allow_networks: [127.0.0.0/8]}}", "allow_network: []}}")
	if err := os.WriteFile(wrong, []byte(y), 0o600); err != nil {
		t.Fatal(err)
	}
	said := func(file string, args ...string) string {
		cmd := program(t, append([]string{"--config", file, "--state-dir", dir}, args...)...)
		cmd.Env = append(cmd.Env, "HOOK_URL="+base+"/"+hookPath)
		out, err := cmd.CombinedOutput()
		text := strings.ToLower(string(out))
		for name, secret := range secretForms() {
			if strings.Contains(text, strings.ToLower(secret)) {
				t.Errorf("%v shows %s:\n%s", args, name, out)
			}
		}
		if args[0] == "once" && err == nil {
			t.Errorf("everything was to fail, and did not:\n%s", out)
		}
		return string(out)
	}
	log := said(right, "once")
	for _, failed := range []string{`"feed":"told"`, `"feed":"moved"`, `"feed":"cut"`, `"feed":"closed"`, `"receiver":"hook"`, `"receiver":"slack"`,
		`"receiver":"cut"`, `"receiver":"chat"`, `"receiver":"mail"`, `"receiver":"closed-hook"`, `"receiver":"closed-chat"`, `"receiver":"closed-mail"`, "<html"} {
		if !strings.Contains(log, failed) {
			t.Fatalf("no %s in what once says:\n%s", failed, log)
		}
	}
	for _, args := range [][]string{
		{"deliveries"}, {"deliveries", "--format", "json"}, {"deliveries", "--parked"}, {"deliveries", "retry", "--parked"},
		{"feeds"}, {"feeds", "--format", "json"}, {"feeds", "show", "told"}, {"feeds", "show", "moved"},
		{"receivers"}, {"receivers", "--format", "json"}, {"digest", "preview", "d", "--format", "json"},
		{"receivers", "test", "hook"}, {"receivers", "test", "chat"}, {"receivers", "test", "mail"}, {"receivers", "test", "closed-mail"},
		{"hits", "--format", "json"}, {"check"},
	} {
		said(right, args...)
	}
	for _, command := range []string{"check", "once", "feeds"} {
		if out := said(wrong, command); !strings.Contains(out, "basic_auth") && command != "feeds" {
			t.Errorf("%s does not say what is wrong with the address:\n%s", command, out)
		}
	}
}

// secretForms are all the ways in which a secret may be shown, by what it is.
func secretForms() map[string]string {
	coded := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return map[string]string{
		"a secret":                    "sesame",
		"the key of signatures":       hookSecret,
		"the feed's password, coded":  coded("u:" + feedPassword),
		"the moved password, coded":   coded("m:" + movedPassword),
		"the chat's password, coded":  coded("user:" + chatPassword),
		"the mail's password, coded":  coded("\x00u\x00" + mailPassword),
		"an unexpected tell-tale":     "tell-tale failure",
		"a command line of the mail":  "AUTH PLAIN",
		"a header of authentication ": "Basic dTp",
	}
}

// tellTale answers with all that it is told, and lets everything fail but one
// feed.
func tellTale(w http.ResponseWriter, q *http.Request) {
	switch {
	case q.URL.Path == "/ok":
		sampleFeed("a")(w, q)
		return
	case q.URL.Path == "/moved":
		http.Redirect(w, q, "http://m:"+movedPassword+"@"+q.Host+"/told", http.StatusMovedPermanently)
		return
	case strings.HasPrefix(q.URL.Path, "/cut"):
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(q.Body)
	if err != nil {
		body = []byte("tell-tale failure: " + err.Error())
	}
	all := q.Method + " " + q.URL.String()
	for name, values := range q.Header {
		all += " " + name + ": " + strings.Join(values, " ")
	}
	w.Header().Set("WWW-Authenticate", fmt.Sprintf("Basic realm=%q", all))
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusUnauthorized)
	fmt.Fprintf(w, "%s %s", all, body)
}

// tellTaleMail is a mail server that refuses whoever says a password, with it
// in its answer. It returns its address.
func tellTaleMail(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go refuse(conn)
		}
	}()
	return l.Addr().String()
}

func refuse(conn net.Conn) {
	defer conn.Close()
	fmt.Fprint(conn, "220 tell-tale ESMTP\r\n")
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		verb, rest, _ := strings.Cut(lines.Text(), " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			fmt.Fprint(conn, "250-tell-tale\r\n250 AUTH PLAIN\r\n")
		case "AUTH":
			coded := strings.TrimPrefix(rest, "PLAIN ")
			plain, err := base64.StdEncoding.DecodeString(coded)
			if err != nil {
				plain = []byte("tell-tale failure")
			}
			fmt.Fprintf(conn, "535 5.7.8 no such account: %s %s\r\n", coded, strings.ReplaceAll(string(plain), "\x00", " "))
		default:
			fmt.Fprint(conn, "221 bye\r\n")
			return
		}
	}
}
