package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/net/http/httpproxy"
)

const (
	maxHeader    = 1 << 20          // bytes of an answer's header
	idleTimeout  = 30 * time.Second // hosts are asked in bursts, then not for minutes
	maxKept      = 64               // connections open before those not in use are closed
	streamBuffer = 1 << 20          // bytes of HTTP/2 a server may send ahead
	pingAfter    = 10 * time.Second // silence on an HTTP/2 connection until it is tested
)

// blockedError says which address may not be asked, and what would allow it.
type blockedError string

func (b blockedError) Error() string { return string(b) }

// guard judges addresses.
type guard struct{ guardian *ssrf.Guardian }

func newGuard(allow []netip.Prefix) guard {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4In6() && p.Bits() >= 96 {
			p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
		}
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))}
}

// address refuses what is not public and not allowed. An IPv4 address in IPv6
// clothes is judged as IPv4.
func (g guard) address(a netip.Addr) error {
	a = a.Unmap().WithZone("")
	if g.guardian.SafeAddr(a) == nil {
		return nil
	}
	return blockedError(fmt.Sprintf("%s is not a public address; if it is meant, add %q or its network to fetch.allow_networks",
		a, netip.PrefixFrom(a, a.BitLen())))
}

// control is called by the dialer with every address it is about to connect
// to, after the name was resolved: a name cannot change its mind in between.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return blockedError(fmt.Sprintf("%q cannot be judged as an address", address))
	}
	return g.address(ap.Addr())
}

// literal judges a URL's host without resolving it, for requests that a proxy
// will resolve: addresses, the names of this machine, and the spellings of an
// address that only the C library reads (127.1, 0x7f000001).
func (g guard) literal(u *url.URL) error {
	name := hostName(u)
	if a, err := netip.ParseAddr(name); err == nil {
		return g.address(a)
	}
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return g.address(netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	if _, err := strconv.ParseUint(last, 0, 64); err == nil {
		return blockedError(fmt.Sprintf("%q may be read as an address; write its four numbers in full", name))
	}
	return nil
}

// router sends a request straight through the guarded dialer or, where a
// proxy is set for it, to the proxy. The proxy is trusted as a hop, its own
// address is not judged; in turn the target's can only be judged by its
// spelling.
type router struct {
	direct, proxied           *http.Transport
	directHTTP1, proxiedHTTP1 *http.Transport // for the hosts in http1
	http1                     *http1
	proxy                     func(*url.URL) (*url.URL, error)
	guard                     guard
}

func newRouter(o Options, old *http1) *router {
	r := &router{http1: old, guard: newGuard(o.AllowNetworks), proxy: httpproxy.FromEnvironment().ProxyFunc()}
	if o.Proxy != nil {
		r.proxy = func(*url.URL) (*url.URL, error) { return o.Proxy, nil }
	}
	r.direct = newTransport(o, r.guard.control)
	r.proxied = newTransport(o, nil)
	r.proxied.Proxy = func(req *http.Request) (*url.URL, error) { return r.proxy(req.URL) }
	r.proxied.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
		if resp.StatusCode != http.StatusOK {
			return failure(KindConnect, nil, "the proxy answered %s", statusText(resp.StatusCode))
		}
		return nil
	}
	r.directHTTP1, r.proxiedHTTP1 = withoutHTTP2(o, r.direct, r.guard.control), withoutHTTP2(o, r.proxied, nil)
	return r
}

// withoutHTTP2 makes a transport like t that speaks HTTP/1.1 alone.
func withoutHTTP2(o Options, t *http.Transport, control func(string, string, syscall.RawConn) error) *http.Transport {
	old := newTransport(o, control)
	old.ForceAttemptHTTP2, old.Protocols = false, new(http.Protocols)
	old.Protocols.SetHTTP1(true)
	old.Proxy, old.OnProxyConnectResponse = t.Proxy, t.OnProxyConnectResponse
	return old
}

func newTransport(o Options, control func(string, string, syscall.RawConn) error) *http.Transport {
	t := &http.Transport{
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs},
		TLSHandshakeTimeout:    o.Timeout,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{MaxReceiveBufferPerStream: streamBuffer, SendPingTimeout: pingAfter},
		DisableCompression:     true, // decode.go does it, under the limit
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           maxKept,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        idleTimeout,
	}
	c := &census{dialer: net.Dialer{Timeout: o.Timeout, Control: control}, closeIdle: t.CloseIdleConnections}
	t.DialContext = c.dial
	return t
}

// RoundTrip implements http.RoundTripper.
func (r *router) RoundTrip(req *http.Request) (*http.Response, error) {
	via, err := r.proxy(req.URL)
	if err != nil {
		// The error quotes the proxy's URL, password included.
		return nil, errors.New("the proxy set in the environment is not a URL")
	}
	direct, proxied := r.direct, r.proxied
	if r.http1.has(hostKey(req.URL)) {
		direct, proxied = r.directHTTP1, r.proxiedHTTP1
	}
	if via == nil {
		return direct.RoundTrip(req)
	}
	if err := r.guard.literal(req.URL); err != nil {
		return nil, err
	}
	return proxied.RoundTrip(req)
}

// CloseIdleConnections is found by http.Client.
func (r *router) CloseIdleConnections() {
	for _, t := range []*http.Transport{r.direct, r.proxied, r.directHTTP1, r.proxiedHTTP1} {
		t.CloseIdleConnections()
	}
}
