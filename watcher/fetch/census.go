package fetch

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// census counts open connections and has the idle ones closed when there are
// many: with thousands of hosts they would take all file descriptors. The
// transport's own limit of idle connections does not close those of HTTP/2.
type census struct {
	dialer    net.Dialer
	closeIdle func()
	open      atomic.Int64
}

func (c *census) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.open.Load() >= maxKept {
		c.closeIdle()
	}
	conn, err := c.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.open.Add(1)
	return &countedConn{Conn: conn, closed: sync.OnceFunc(func() { c.open.Add(-1) })}, nil
}

// countedConn is a connection that says once that it was closed.
type countedConn struct {
	net.Conn
	closed func()
}

// Close implements net.Conn.
func (c *countedConn) Close() error {
	c.closed()
	return c.Conn.Close()
}
