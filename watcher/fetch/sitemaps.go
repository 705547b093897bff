package fetch

import (
	"context"
	"net/url"
	"strings"
)

// maxSitemaps is how many a robots.txt may name; big sites have hundreds.
const maxSitemaps = 64

// Sitemaps gives the addresses of the sitemaps that the host's robots.txt names,
// absolute and in its order. The file is shared with Allowed and asked for at
// most once a day; one that cannot be had names none. An error is that of a URL
// that is none, or the end of ctx.
func (c *Client) Sitemaps(ctx context.Context, address string) ([]string, error) {
	u, err := parseURL(address)
	if err != nil {
		return nil, err
	}
	// What it says of the address itself does not matter here.
	if err := c.Allowed(ctx, address); err != nil && ctx.Err() != nil {
		return nil, err
	}
	e := c.robots.entry(u.Scheme + "://" + hostKey(u))
	e.mu.Lock()
	defer e.mu.Unlock()
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	var found []string
	for _, line := range e.sitemaps {
		if ref, err := at.Parse(line); err == nil && (ref.Scheme == "http" || ref.Scheme == "https") && ref.Host != "" {
			found = append(found, ref.String())
		}
	}
	return found, nil
}

// sitemapLines are the values of Sitemap, which belong to no group.
func sitemapLines(body []byte) []string {
	var found []string
	for line := range strings.Lines(strings.TrimPrefix(strings.ReplaceAll(string(body), "\r", "\n"), "\ufeff")) {
		key, value, _ := strings.Cut(line, ":")
		value, _, _ = strings.Cut(value, " #")
		if value = strings.TrimSpace(value); strings.EqualFold(strings.TrimSpace(key), "sitemap") && value != "" && len(found) < maxSitemaps {
			found = append(found, value)
		}
	}
	return found
}
