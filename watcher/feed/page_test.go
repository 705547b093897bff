package feed

import (
	"errors"
	"strings"
	"testing"
)

// filler is text as an article has it.
var filler = strings.Repeat("<p>The harbour was quiet all through the morning and boats lay still.</p>", 20)

func TestPageSaysWhatCameInPlaceOfAFeed(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"login by title", "<html><head><title>Sign in – Portal</title></head><body>Welcome", PageLogin},
		{"login by title and field", "<html><head><title>Sign in</title></head><body><input type=password>" + filler, PageLogin},
		{"news of a login", "<html><head><title>Sign in with care</title></head><body>" + filler, PagePlain},
		{"news of five hundred", "<html><head><title>500 errors of a minister</title></head><body>" + filler, PagePlain},
		{"login by field", "<!doctype html><body><form><input name=u><input type=Password></form>", PageLogin},
		{"login in a corner", "<!doctype html><title>News</title><form><input type=password></form>" + filler, PagePlain},
		{"login, Cyrillic", "<html><title>Вход на сайт</title><body>x", PageLogin},
		{"check by title", "<html><head><title>Just a moment...</title></head><body></body></html>", PageChallenge},
		{"check by script", "<html><head><title>site.example</title></head><body><script src='/cdn-cgi/challenge-platform/x.js'></script>", PageChallenge},
		{"check for those without scripts", "<html><body><noscript>Please enable JavaScript and cookies to continue</noscript>", PageChallenge},
		{"captcha of a comment form", "<html><title>News</title><body><div class=g-recaptcha></div>" + filler, PagePlain},
		{"refusal, Cyrillic", "<html><title>Доступ запрещён</title><body>", PageChallenge},
		{"consent", "<html><title>News</title><body>Before you continue to News", PageConsent},
		{"parked", "<html><title>old.example</title><body>This domain is for sale! Inquire now.", PageParked},
		{"parked by script", "<html><head><script src=//img.sedoparking.com/a.js></script></head><body>links</body>", PageParked},
		{"maintenance", "<html><title>Site</title><body>We are down for maintenance.", PageMaintenance},
		{"maintenance, Cyrillic", "<html><title>Ведутся технические работы</title>", PageMaintenance},
		{"error", "<html><title>404 Not Found</title><body>nginx", PageError},
		{"error, Arabic", "<html><title>خطأ</title><body>", PageError},
		{"front page", "<!doctype html><html><title>Harbour News</title><body>" + filler, PagePlain},
	} {
		_, err := Parse([]byte(c.body), Header{})
		p, ok := errors.AsType[*Page](err)
		if !ok || !errors.Is(err, ErrHTML) {
			t.Errorf("%s: %v, want a page", c.name, err)
			continue
		}
		if p.Kind != c.want {
			t.Errorf("%s: %q (%v), want %q", c.name, p.Kind, err, c.want)
		}
	}
}

func TestPageNamesItsFeed(t *testing.T) {
	const head = `<!doctype html><html><head><title>News &amp; more</title>
		<link rel="stylesheet" href="/a.css"><link rel="alternate" hreflang="ru" type="text/html" href="/ru">
		<link rel='Alternate' type='application/rss+xml; charset=utf-8' href='feed.xml'></head>`
	_, err := Parse([]byte(head), Header{URL: "https://news.example/world/"})
	want := `this is a web page, not a feed (its title: "News & more"); the page names a feed: https://news.example/world/feed.xml`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
