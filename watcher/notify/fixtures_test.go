package notify

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"

	"vedette/store"
	"vedette/watcher/digest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// titles are what must arrive intact.
var titles = []string{
	"Путин обсудил с Асадом судьбу российских баз",
	"بوتين يستقبل الأسد في موسكو ويبحث معه مستقبل قاعدة حميميم",
	"כוחות רוסיים חזרו לבסיס חמיימים – \"בלי הודעה\"",
	"普京在莫斯科会见阿萨德",
	"From the Kremlin: a line that begins with From, and = signs",
	".A title that begins with a stop",
}

func message(id string) Message {
	in := digest.Input{
		ID: "d1", Name: "daily", Period: digest.Period{From: noon.Add(-24 * time.Hour), To: noon},
		Profiles: []digest.Profile{{Name: "p", Title: "Встречи"}},
		Notes:    []digest.Note{{Kind: "feed", Text: "صوت الساحل لا يجيب"}},
	}
	for i, title := range titles {
		in.Found = append(in.Found, store.Found{
			Item: store.Item{ID: string(rune('a' + i)), Title: title, Summary: title + ". " + title, FirstSeen: noon,
				Link: "https://example.org/" + title, Outlet: "Вестник"},
			Hit: store.Hit{Item: string(rune('a' + i)), Profile: "p", Probability: 0.9, Threshold: 0.5},
		})
	}
	return Message{ID: id, Created: noon.Add(time.Minute), Digest: digest.Compose(in)}
}

// certificate makes a certificate for the loopback and a pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
