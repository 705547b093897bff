package notify

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// guard keeps webhooks from reaching into networks that are not public, where
// an address that was meant to be harmless might be somebody's console.
type guard struct{ guardian *ssrf.Guardian }

func newGuard(allow []netip.Prefix) guard {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))}
}

func (g guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, Control: g.control}
	return d.DialContext(ctx, network, address)
}

// control judges the address itself, after its name was looked up. An IPv4
// address in IPv6 clothes is judged as IPv4.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := a.Addr().Unmap().WithZone("")
	if g.guardian.SafeAddr(ip) != nil {
		return blockedError(ip.String() + " is not a public address; if it is meant, add it to allow_networks of this receiver")
	}
	return nil
}

// blockedError says which address may not be asked, and what to do.
type blockedError string

func (e blockedError) Error() string { return string(e) }
