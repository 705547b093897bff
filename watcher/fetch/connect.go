package fetch

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
)

// maxWords bounds error texts of other packages, which may quote what the
// server sent.
const maxWords = 200

// connectError classifies what the transport reports when there is no answer.
func connectError(err error) *Error {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		return failure(KindConnect, err, "the proxy: %s", connectError(op.Err))
	}
	if b, ok := errors.AsType[blockedError](err); ok {
		return &Error{Kind: KindBlocked, Err: b}
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return dnsError(d, err)
	}
	if words := tlsWords(err); words != "" {
		return failure(KindTLS, err, "%s", words)
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return failure(KindTimeout, err, "the server does not answer")
	}
	if s := err.Error(); strings.Contains(s, "headers exceeded") || strings.Contains(s, "header list larger") {
		return failure(KindTooLarge, err, "the answer's header is larger than %s", megabytes(maxHeader))
	}
	return failure(KindConnect, err, "%s", connectWords(err))
}

func dnsError(d *net.DNSError, err error) *Error {
	name := strings.TrimSuffix(d.Name, ".")
	switch {
	case d.IsNotFound:
		return failure(KindDNS, err, "no such host %s", name)
	case d.IsTimeout:
		return failure(KindDNS, err, "the name servers do not answer for %s", name)
	default:
		return failure(KindDNS, err, "the name %s cannot be looked up: %s", name, clip(d.Err))
	}
}

// tlsWords explains an error of the handshake, "" if it is none.
func tlsWords(err error) string {
	if c, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate is not valid: " + clip(strings.TrimPrefix(c.Err.Error(), "x509: "))
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return "the server does not speak TLS on this port"
	}
	// Many errors of crypto/tls have no type, only this prefix.
	if _, words, ok := strings.Cut(err.Error(), "tls: "); ok {
		return "no secure connection: " + clip(words)
	}
	return ""
}

// connectWords explains a connection that was refused or broke before an
// answer.
func connectWords(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" && op.Addr != nil {
		cause := op.Err
		if s, ok := errors.AsType[*os.SyscallError](cause); ok {
			cause = s.Err
		}
		return "no connection to " + op.Addr.String() + ": " + clip(cause.Error())
	}
	if _, code, ok := strings.Cut(err.Error(), "connection error: "); ok {
		return "the server does not keep to HTTP/2: " + clip(code)
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the server broke the connection instead of answering"
	case strings.Contains(err.Error(), "malformed HTTP"):
		return "the server does not answer in HTTP"
	default:
		return clip(strings.TrimPrefix(err.Error(), "net/http: "))
	}
}

func clip(s string) string {
	if len(s) <= maxWords {
		return s
	}
	return strings.ToValidUTF8(s[:maxWords], "") + "…"
}
