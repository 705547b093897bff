package config

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// ChatServices are the schemes that the URL of a chat receiver may have.
func ChatServices() []string {
	return []string{
		"bark", "googlechat", "gotify", "ifttt", "join", "lark", "matrix", "mattermost", "notifiarr", "ntfy",
		"pushbullet", "pushover", "rocketchat", "signal", "telegram", "wecom", "zulip",
	}
}

// chat checks the scheme of the URL only: the rest is the service's, which may
// have to be asked about it, and a check asks nobody.
func (k checker) chat(p path, c *Chat) {
	k.timeout(p.with("timeout"), c.Timeout, "such as 30s")
	at := p.with("url")
	if c.URL.Value() == "" {
		k.missing(at, "such as ntfy://ntfy.sh/TOPIC or telegram://TOKEN@telegram?chats=@CHANNEL")
		return
	}
	services := ChatServices()
	scheme, _, found := strings.Cut(c.URL.Value(), "://")
	scheme, _, _ = strings.Cut(strings.ToLower(scheme), "+")
	switch {
	case !found || !simpleWord(scheme):
		k.wrong(at, "does not begin with the name of a service", "a name, :// and what the service needs, such as ntfy://ntfy.sh/TOPIC")
	case slices.Contains([]string{"slack", "discord", "teams"}, scheme):
		k.wrong(at, scheme+" is not reached this way", "a webhook receiver with format: "+scheme)
	case scheme == "http" || scheme == "https" || scheme == "generic":
		k.wrong(at, scheme+" is not a chat service", "a webhook receiver posts to any address")
	case scheme == "smtp" || scheme == "mailto":
		k.wrong(at, scheme+" is not a chat service", "an email receiver")
	case !slices.Contains(services, scheme):
		hint := "one of " + strings.Join(services, ", ")
		if near := nearest(scheme, services); near != "" {
			hint = "did you mean " + near + "? It is " + hint
		}
		k.wrong(at, quote(scheme)+" is not a known service", hint)
	}
}

// simpleWord tells what can be the name of a service and is no secret: a
// password that was written into the wrong place should not be shown.
func simpleWord(s string) bool {
	return s != "" && len(s) <= 12 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// command completes the path of a program. One that is named without a folder
// is looked for when it runs, by another user perhaps.
func (k checker) command(p path, c *Command) {
	k.oneOf(p.with("format"), c.Format, "text", "html", "json")
	k.timeout(p.with("timeout"), c.Timeout, "such as 1m")
	if len(c.Argv) == 0 || c.Argv[0] == "" {
		k.missing(p.with("argv"), "the program and its arguments: [/usr/local/bin/digest-to-printer, --duplex]")
		return
	}
	for i, word := range c.Argv {
		if strings.ContainsRune(word, 0) {
			k.wrong(p.with("argv", i), "holds a character that no argument can", "")
			return
		}
	}
	at, name := p.with("argv", 0), c.Argv[0]
	if !strings.Contains(name, "/") {
		if _, err := exec.LookPath(name); err != nil {
			k.warn(at, "there is no program "+quote(name)+" in the folders of $PATH", "write its whole path")
		}
		return
	}
	c.Argv[0] = resolve(k.src.dir, name)
	info, err := os.Stat(c.Argv[0])
	switch {
	case errors.Is(err, fs.ErrPermission):
	case err != nil:
		k.wrong(at, quote(c.Argv[0])+" cannot be run: "+reason(err).Error(), "the path of a program; a relative one starts in the folder of this file")
	case !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0:
		k.wrong(at, quote(c.Argv[0])+" is not a program", "the path of one; make a script executable with chmod +x")
	}
}
