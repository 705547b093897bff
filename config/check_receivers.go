package config

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"maps"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"
)

func (k checker) receivers(c *Config) {
	for _, name := range slices.Sorted(maps.Keys(c.Receivers)) {
		if k.full() {
			return
		}
		p := path{"receivers", name}
		if !validName(name) {
			k.wrong(p, quote(name)+" is not a good name", nameHint)
		}
		k.receiver(p, c.Receivers[name])
	}
}

const nameHint = "letters, digits, hyphens, dots and underscores"

// validName accepts what can stand in a command line and in a key.
func validName(name string) bool {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r) {
			return false
		}
	}
	return name != "" && len(name) <= 64 && name[0] != '-' && name[0] != '.'
}

func (k checker) receiver(p path, r Receiver) {
	var kinds []string
	if r.File != nil {
		kinds = append(kinds, "file")
		k.file(p.with("file"), r.File)
	}
	if r.Email != nil {
		kinds = append(kinds, "email")
		k.email(p.with("email"), r.Email)
	}
	if r.Webhook != nil {
		kinds = append(kinds, "webhook")
		k.webhook(p.with("webhook"), r.Webhook)
	}
	if r.Chat != nil {
		kinds = append(kinds, "chat")
		k.chat(p.with("chat"), r.Chat)
	}
	if r.Command != nil {
		kinds = append(kinds, "command")
		k.command(p.with("command"), r.Command)
	}
	switch {
	case len(kinds) == 0 && !k.holdsBroken(k.src, p):
		k.wrong(p, "does not say where to send", "one of file, email, webhook, chat, command")
	case len(kinds) > 1:
		k.wrong(p, "has more than one kind: "+strings.Join(kinds, ", "), "make a receiver of each")
	}
}

func (k checker) file(p path, f *File) {
	if f.Path == "" {
		k.missing(p.with("path"), `a file, a folder, or "-" for standard output`)
	} else if f.Path != "-" {
		k.filePath(p.with("path"), f)
	}
	k.oneOf(p.with("format"), f.Format, "text", "html", "json")
}

// filePath completes a path and checks that a digest can be written there: what
// exists is a folder, a regular file or a character device such as /dev/null,
// and where nothing does there is a folder for it. What may not be looked at is
// left to the first delivery, which another user may make.
func (k checker) filePath(p path, f *File) {
	slash := strings.HasSuffix(f.Path, "/")
	f.Path = resolve(k.src.dir, f.Path)
	info, err := os.Stat(f.Path)
	switch {
	case err == nil && info.IsDir():
		f.Path = strings.TrimSuffix(f.Path, "/") + "/"
	case err == nil && slash:
		k.wrong(p, quote(f.Path)+" is not a folder", "leave out the slash at the end, or name a folder")
	case err == nil && !info.Mode().IsRegular() && info.Mode()&fs.ModeCharDevice == 0:
		k.wrong(p, quote(f.Path)+" is not a regular file", `a regular file, or "-" for standard output`)
	case err == nil || errors.Is(err, fs.ErrPermission):
		if slash {
			f.Path += "/"
		}
	case slash:
		k.wrong(p, "there is no folder "+quote(f.Path), "create it, writable by the user that vedette runs as")
	case !isFolder(filepath.Dir(f.Path)):
		k.wrong(p, "there is no folder "+quote(filepath.Dir(f.Path)), "create it: only the file is made when it is missing")
	case !errors.Is(err, fs.ErrNotExist):
		k.wrong(p, quote(f.Path)+" cannot be used: "+reason(err).Error(), "a regular file")
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func (k checker) email(p path, e *Email) {
	k.smarthost(p.with("smarthost"), e.Smarthost)
	if k.oneOf(p.with("tls"), e.TLS, "starttls", "implicit", "none") && e.TLS == "none" && e.Password.Value() != "" {
		k.warn(p.with("tls"), "the password is sent without encryption", "use starttls or implicit")
	}
	switch {
	case e.Username == "" && e.Password.Value() != "":
		k.missing(p.with("username"), "a password needs a user name")
	case e.Username != "" && e.Password.Value() == "":
		k.missing(p.with("password"), "a user name needs a password")
	}
	if e.From == "" {
		k.missing(p.with("from"), "such as Vedette <vedette@example.org>")
	} else {
		k.address(p.with("from"), e.From)
	}
	if len(e.To) == 0 {
		k.missing(p.with("to"), "a list of addresses: [desk@example.org]")
	}
	for i, to := range e.To {
		k.address(p.with("to", i), to)
	}
	if strings.ContainsAny(e.Hello, " \t\r\n") {
		k.wrong(p.with("hello"), "is not the name of a host", "such as vedette.example.org")
	}
	if u, err := url.Parse(e.ListUnsubscribe); e.ListUnsubscribe != "" &&
		(err != nil || u.Scheme != "mailto" && u.Scheme != "https" || strings.ContainsAny(e.ListUnsubscribe, "<> \t\r\n")) {
		k.wrong(p.with("list_unsubscribe"), "is not an address", "mailto:desk@example.org or an https:// URL")
	}
}

func (k checker) smarthost(p path, text string) {
	const hint = "a host and a port, such as mail.example.org:587"
	if text == "" {
		k.missing(p, hint)
		return
	}
	host, port, err := net.SplitHostPort(text)
	switch {
	case err != nil && !strings.ContainsAny(text, ":/ "):
		k.wrong(p, quote(text)+" has no port", "write "+printable(text)+":587, or :465 with tls: implicit")
	case err != nil || host == "" || strings.ContainsAny(text, "/ "):
		k.wrong(p, quote(text)+" is not a mail server", hint)
	case port == "" || !validPort(port):
		k.wrong(p, quote(text)+" has no valid port", "587, or 465 with tls: implicit")
	case net.ParseIP(host) == nil:
		if _, err := idna.Lookup.ToASCII(host); err != nil {
			k.wrong(p, quote(host)+" is not the name of a host", hint)
		}
	}
}

func (k checker) address(p path, text string) {
	const hint = "such as desk@example.org or Desk <desk@example.org>"
	a, err := mail.ParseAddress(text)
	if err != nil {
		k.wrong(p, quote(text)+" is not an e-mail address", hint)
		return
	}
	at := strings.LastIndexByte(a.Address, '@')
	if strings.ContainsFunc(a.Address[:at], func(r rune) bool { return r > unicode.MaxASCII }) {
		k.wrong(p, quote(text)+" has more than ASCII before the @, which few mail servers take",
			"another address of the same mailbox, such as juergen@example.org; after the @ any letters will do")
	} else if _, err := idna.Lookup.ToASCII(a.Address[at+1:]); err != nil {
		k.wrong(p, quote(text)+" has no host name after the @", hint)
	}
}

func (k checker) webhook(p path, w *Webhook) {
	k.reachable(p.with("url"), k.webURL(p.with("url"), w.URL.Value()), w.AllowNetworks, "the receiver's allow_networks")
	k.webhookSecret(p.with("secret"), w.Secret)
	k.oneOf(p.with("format"), w.Format, "vedette", "cloudevents", "slack", "discord", "teams", "template")
	k.webhookTemplate(p, w)
	k.headers(p.with("headers"), w.Headers)
	k.timeout(p.with("timeout"), w.Timeout, "such as 15s")
}

// maxAttempt is what the daemon gives an attempt to send.
const maxAttempt = Duration(2 * time.Minute)

func (k checker) timeout(p path, d Duration, hint string) {
	switch {
	case d <= 0:
		k.wrong(p, "must be more than 0", hint)
	case d > maxAttempt:
		k.wrong(p, "must be at most "+maxAttempt.String(), hint+"; an attempt that takes longer is broken off and made again later")
	}
}

// webhookTemplate completes the path of a template, which is read when the receiver is
// made.
func (k checker) webhookTemplate(p path, w *Webhook) {
	at := p.with("template")
	switch {
	case w.Template == "" && w.Format == "template":
		k.missing(at, "a file with a text/template of Go")
		return
	case w.Template == "":
		return
	case w.Format != "template":
		k.wrong(at, "is not used with format "+quote(w.Format), "write format: template, or remove the key")
		return
	}
	w.Template = resolve(k.src.dir, w.Template)
	if _, err := readBounded(w.Template, maxFile); err != nil {
		k.wrong(at, quote(w.Template)+" cannot be read: "+err.Error(), "a file with a text/template of Go; a relative path starts in the folder of this file")
	}
}

// webhookSecret checks for what Standard Webhooks calls a signing secret; while
// one is replaced by another, for several with spaces between.
func (k checker) webhookSecret(p path, s Secret) {
	if s.Value() == "" {
		return
	}
	for one := range strings.FieldsSeq(s.Value()) {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(one, "whsec_"))
		if err == nil && len(key) > 0 {
			continue
		}
		k.wrong(p, "is not a secret of Standard Webhooks", "base64, with or without whsec_ before it; make one with: openssl rand -base64 32")
		return
	}
}

func (k checker) web(w *Web) {
	p := path{"web"}
	if w.PublicURL != "" {
		k.webURL(p.with("public_url"), w.PublicURL)
	}
	if w.Listen == "" {
		return
	}
	host, port, err := net.SplitHostPort(w.Listen)
	switch {
	case err != nil || port == "" || !validPort(port) && port != "0":
		k.wrong(p.with("listen"), quote(w.Listen)+" is not an address to listen on", `a host and a port, such as 127.0.0.1:8380; "" turns the page off`)
	case !loopback(host) && w.Token.Value() == "" && !k.holdsBroken(k.src, p.with("token")):
		k.wrong(p.with("listen"), "anyone who reaches "+quote(w.Listen)+" could read the page", "set web.token, or listen on 127.0.0.1")
	}
}

// loopback tells whether a host is this machine only. Names are not looked up.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}
