package fetch

import (
	"context"
	"net/url"
	"strings"
)

// maxSitemaps is how many a robots.txt may name; big sites have hundreds.
const maxSitemaps = 64

// Sitemaps gives the addresses of the sitemaps that the host's robots.txt names,
// absolute and in its order. The file is the one that Request.Robots asks for, at
// most once a day; one that cannot be had names none. An error is that of a URL
// that is none, or the end of ctx.
func (c *Client) Sitemaps(ctx context.Context, address string) ([]string, error) {
	u, err := parseURL(address)
	if err != nil {
		return nil, err
	}
	rules, err := c.rules(ctx, u)
	if ctx.Err() != nil {
		return nil, err
	}
	if err != nil {
		return nil, nil
	}
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	var found []string
	for _, line := range rules.sitemaps {
		if ref, err := at.Parse(line); err == nil && (ref.Scheme == "http" || ref.Scheme == "https") && ref.Host != "" {
			found = append(found, ref.String())
		}
	}
	return found, nil
}

// sitemapLine is the value of Sitemap, which belongs to no group. A # within an
// address is part of it.
func sitemapLine(value string) string {
	value, _, _ = strings.Cut(value, " #")
	return strings.TrimSpace(value)
}
