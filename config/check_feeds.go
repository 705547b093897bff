package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/text/language"
)

var classes = []string{"state", "wire", "public", "independent", "official"}

func (k checker) fetch(f *Fetch) {
	at := func(key string) path { return path{"fetch", key} }
	k.ownTime(at("every"), f.Every)
	if f.Concurrency < 1 {
		k.wrong(at("concurrency"), "must be at least 1", "")
	}
	if f.MaxBody < 1 {
		k.wrong(at("max_body"), "must be more than 0", "such as 8MiB")
	}
	if f.Timeout <= 0 {
		k.wrong(at("timeout"), "must be more than 0", "such as 30s")
	}
	if f.ErrorBackoffMax <= 0 {
		k.wrong(at("error_backoff_max"), "must be more than 0", "such as 24h")
	}
	for _, key := range []struct{ name, value string }{{"user_agent", f.UserAgent}, {"contact", f.Contact}} {
		if !httpguts.ValidHeaderFieldValue(key.value) {
			k.wrong(at(key.name), "cannot be sent in a header", "text on one line")
		}
	}
	if f.Proxy != "" {
		u, err := url.Parse(f.Proxy)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
			k.wrong(at("proxy"), "is not the address of a proxy", "http://, https:// or socks5:// and a host, such as http://proxy.example.org:3128")
		}
	}
}

// ownTime refuses auto where there is no feed whose rhythm it could mean.
func (k checker) ownTime(p path, s Schedule) {
	if s.IsAuto() {
		k.wrong(p, "cannot be auto, only the every of a feed can", "a duration such as 15m, @daily or five fields of cron")
	}
}

// allFeeds fills in the built-in feeds where none are listed, checks those
// that are, and adds those of the OPML files.
func (k checker) allFeeds(c *Config) {
	seen := newListed()
	if c.Feeds == nil {
		c.Feeds = k.builtinFeeds(seen)
	} else {
		k.feeds(c.Feeds, seen, c.Fetch.AllowNetworks)
	}
	k.opml(c, seen)
	tellApart(c.Feeds)
	if len(c.Feeds) == 0 {
		k.warn(path{"feeds"}, "there are no feeds: nothing will be polled", "list some, or remove the key for the built-in ones")
	}
}

// tellApart adds the path to the names of feeds that are called by their host
// where another one is, too.
func tellApart(feeds []Feed) {
	times := map[string]int{}
	for _, f := range feeds {
		times[f.Name]++
	}
	for i := range feeds {
		f := &feeds[i]
		if u, err := url.Parse(f.URL); err == nil && times[f.Name] > 1 && f.Name == strings.ToLower(u.Hostname()) {
			f.Name += printable(strings.TrimRight(u.Path, "/"))
		}
	}
}

// feeds checks a list of feeds and notes where each is listed.
func (k checker) feeds(feeds []Feed, seen listed, allowed []netip.Prefix) {
	for i := range feeds {
		if k.full() {
			return
		}
		p := path{"feeds", i}
		k.reachable(p.with("url"), k.feed(p, &feeds[i]), allowed, "fetch.allow_networks")
		feeds[i].File, feeds[i].Line = k.src.file, k.line(p.with("url"))
		if line, same := seen.find(feeds[i].URL); line == 0 {
			seen.put(feeds[i].URL, feeds[i].Line)
		} else if same {
			k.wrong(p.with("url"), "this feed is listed twice", fmt.Sprintf("the first is on line %d; remove one", line))
		} else {
			k.warn(p.with("url"), fmt.Sprintf("this looks like the feed on line %d", line), "remove one: each of its items would be found twice")
		}
	}
}

// feed checks a feed and gives its address, nil where that will not do.
func (k checker) feed(p path, f *Feed) *url.URL {
	u := k.webURL(p.with("url"), f.URL)
	if u != nil && u.User != nil {
		k.wrong(p.with("url"), "holds a user name or password", "put them into basic_auth")
	}
	if f.Name == "" && u != nil {
		f.Name = strings.ToLower(u.Hostname())
	}
	if printable(f.Name) != f.Name {
		k.wrong(p.with("name"), "holds characters that do not print", "")
	}
	if f.Class != "" {
		k.oneOf(p.with("class"), f.Class, classes...)
	}
	k.language(p.with("language"), &f.Language)
	k.tags(p.with("tags"), f.Tags)
	k.oneOf(p.with("full_text"), f.FullText, "never", "candidates", "always")
	if f.BasicAuth.Username == "" && f.BasicAuth.Password.Value() != "" {
		k.missing(p.with("basic_auth", "username"), "a password needs a user name")
	}
	k.headers(p.with("headers"), f.Headers)
	return u
}

// maxURL is how many characters an address may have; servers refuse longer
// ones.
const maxURL = 2000

// webURL checks an absolute address of the web. It returns nil for one that
// was reported.
func (k checker) webURL(p path, text string) *url.URL {
	const hint = "a whole address such as https://example.org/news"
	if text == "" {
		k.missing(p, hint)
		return nil
	}
	if utf8.RuneCountInString(text) > maxURL {
		k.wrong(p, "is longer than 2,000 characters", hint)
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, " \t\r\n"):
		k.wrong(p, "is not a URL", hint)
	case u.Scheme != "http" && u.Scheme != "https":
		k.wrong(p, "is not an address of the web: it must start with http:// or https://", hint)
	case u.Hostname() == "":
		k.wrong(p, "names no host", hint)
	case !validPort(u.Port()):
		k.wrong(p, "has no valid port", "1 to 65535")
	default:
		return u
	}
	return nil
}

// reachable refuses an address that is written as a number of a private network
// which is not allowed: what a name stands for is judged at every request.
func (k checker) reachable(p path, u *url.URL, allowed []netip.Prefix, key string) {
	if u == nil {
		return
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return
	}
	ip = ip.Unmap().WithZone("")
	private := ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
	if private && !slices.ContainsFunc(allowed, func(n netip.Prefix) bool { return n.Contains(ip) }) {
		k.wrong(p, ip.String()+" is in a private network", "if it is meant, add it to "+key)
	}
}

// language checks a tag and reduces it to its primary part.
func (k checker) language(p path, tag *string) {
	if *tag == "" {
		return
	}
	parsed, err := language.Parse(*tag)
	base, confidence := parsed.Base()
	if err != nil || confidence == language.No {
		k.wrong(p, quote(*tag)+" is not a known language", "a code such as en, ru or ar")
		return
	}
	*tag = base.String()
}

// tags checks that every tag can stand in a list with commas, and as the name
// of a folder of OPML.
func (k checker) tags(p path, tags []string) {
	for i, tag := range tags {
		switch {
		case tag == "" || strings.TrimSpace(tag) != tag || strings.HasPrefix(tag, "/") || strings.Contains(tag, ","):
			k.wrong(p.with(i), quote(tag)+" cannot be a tag", "a word or two, without commas, and without a slash in front")
		case printable(tag) != tag:
			k.wrong(p.with(i), "holds characters that do not print", "")
		case slices.Contains(tags[:i], tag):
			k.wrong(p.with(i), quote(tag)+" is given twice", "remove one")
		}
	}
}

func (k checker) headers(p path, headers map[string]Secret) {
	for name, value := range headers {
		if !httpguts.ValidHeaderFieldName(name) {
			k.wrong(p.with(name), "is not the name of a header", "letters, digits and hyphens, such as X-Api-Key")
		} else if !httpguts.ValidHeaderFieldValue(value.Value()) {
			k.wrong(p.with(name), "cannot be sent in a header", "text on one line")
		}
	}
}

// validPort accepts the absence of a port too.
func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := net.LookupPort("tcp", port)
	return err == nil && n > 0 && strings.Trim(port, "0123456789") == ""
}
