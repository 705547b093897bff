package main

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
)

func newCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check configuration and profiles, and show the plan",
		Long: "Prints every problem of the configuration and its profiles at once, as\n" +
			"FILE:LINE:COL: key: what is wrong; what would be right, and exits with 78.\n" +
			"Without problems it prints what the daemon would do.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			if _, err := forms(cfg, nil); err != nil {
				return err
			}
			return printPlan(a.stdout, cfg, time.Now())
		},
	}
}

func printPlan(w io.Writer, cfg *config.Config, now time.Time) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: no problems\n", cfg.File)
	hosts := map[string]bool{}
	paused := 0
	for _, f := range cfg.Feeds {
		if u, err := url.Parse(f.URL); err == nil {
			hosts[u.Host] = true
		}
		if f.Paused {
			paused++
		}
	}
	fmt.Fprintf(&b, "feeds: %d on %d hosts, %d paused, polled %s; all are due at the first start\n",
		len(cfg.Feeds), len(hosts), paused, cfg.Fetch.Every)
	fmt.Fprintln(&b, "profiles:")
	for _, p := range cfg.Loaded {
		fmt.Fprintf(&b, "  %s: %s\n", p.Name, p.Title)
	}
	fmt.Fprintln(&b, "digests:")
	for _, d := range cfg.Digests {
		loc := cfg.Timezone.Location
		if d.Timezone.Location != nil {
			loc = d.Timezone.Location
		}
		fmt.Fprintf(&b, "  %s: %s, next %s, to %s\n", d.Name, d.Schedule,
			d.Schedule.Next(now.In(loc)).Format("2006-01-02 15:04 MST"), strings.Join(d.Receivers, ", "))
	}
	fmt.Fprintln(&b, "receivers:")
	names := make([]string, 0, len(cfg.Receivers))
	for name := range cfg.Receivers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "  %s: %s\n", name, receiverPlan(cfg.Receivers[name]))
	}
	_, err := b.WriteTo(w)
	return err
}

func receiverPlan(r config.Receiver) string {
	switch {
	case r.File != nil && r.File.Path == "-":
		return "standard output, as " + r.File.Format
	case r.File != nil && strings.HasSuffix(r.File.Path, "/"):
		return "a file each in " + r.File.Path + ", as " + r.File.Format
	case r.File != nil:
		return "file " + r.File.Path + ", as " + r.File.Format
	case r.Email != nil:
		return "e-mail to " + strings.Join(r.Email.To, ", ") + " through " + r.Email.Smarthost + ", " + r.Email.TLS
	case r.Webhook != nil:
		host := "?"
		if u, err := url.Parse(r.Webhook.URL.Value()); err == nil {
			host = u.Host
		}
		return "webhook on " + host + ", as " + r.Webhook.Format
	case r.Chat != nil:
		service, _, _ := strings.Cut(r.Chat.URL.Value(), "://")
		return "chat through " + service
	default:
		return "command " + strings.Join(r.Command.Argv, " ") + ", as " + r.Command.Format
	}
}
