// Package deploy_test checks what is shipped for running vedette as a service.
package deploy_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	unitFile     = "vedette.service"
	oldest       = 252 // the systemd that the unit is written for
	exposureTens = 15  // highest exposure allowed, in tenths, as --threshold wants it
)

// TestExposure lets systemd judge the unit's hardening.
func TestExposure(t *testing.T) {
	analyze := systemdAnalyze(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, analyze, "security", "--no-pager", "--offline=true",
		"--threshold="+strconv.Itoa(exposureTens), unitFile).CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil {
		t.Fatalf("systemd-analyze security: %v; still open:\n%s", err, strings.Join(open(lines), "\n"))
	}
	t.Log(lines[len(lines)-1])
}

// systemdAnalyze returns the program's path, or skips the test where there is
// none that can judge a unit.
func systemdAnalyze(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skipf("needs systemd-analyze (Debian: apt-get install systemd): %v", err)
	}
	out, err := exec.CommandContext(t.Context(), path, "--version").Output()
	if err != nil {
		t.Fatalf("systemd-analyze --version: %v", err)
	}
	found := regexp.MustCompile(`^systemd (\d+)`).FindSubmatch(out)
	if found == nil {
		t.Fatalf("systemd-analyze --version says %q", out)
	}
	if version, err := strconv.Atoi(string(found[1])); err != nil || version < oldest {
		t.Skipf("needs systemd %d or newer, here is %s", oldest, found[1])
	}
	return path
}

// open keeps the report's lines about settings that leave something open, and
// whatever is said at its end.
func open(report []string) []string {
	last := len(report) - 1
	kept := slices.DeleteFunc(slices.Clone(report[:last]), func(line string) bool {
		return strings.HasPrefix(line, "✓")
	})
	return append(kept, report[last])
}

// TestUnitSays holds the lines that the daemon and INSTALL.md rely on, which
// systemd-analyze does not judge.
func TestUnitSays(t *testing.T) {
	unit := readUnit(t)
	const vedette = "/usr/bin/vedette --config /etc/vedette/vedette.yaml "
	for setting, want := range map[string]string{
		"Unit.StartLimitIntervalSec":       "0",
		"Service.Type":                     "notify",
		"Service.NotifyAccess":             "main",
		"Service.ExecStartPre":             "-" + vedette + "check",
		"Service.ExecStart":                vedette + "run",
		"Service.Restart":                  "on-failure",
		"Service.RestartPreventExitStatus": "78",
		"Service.WatchdogSec":              "3min",
		"Service.TimeoutStopSec":           "45",
		"Service.DynamicUser":              "yes",
		"Service.StateDirectory":           "vedette",
		"Service.StateDirectoryMode":       "0700",
		"Service.RuntimeDirectory":         "vedette",
		"Service.RestrictAddressFamilies":  "AF_INET AF_INET6 AF_UNIX",
		"Install.WantedBy":                 "multi-user.target",
	} {
		if got := unit[setting]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s = %q, want %q once", setting, got, want)
		}
	}
	if got, want := unit["Service.ExecReload"], []string{vedette + "check", "/bin/kill -HUP $MAINPID"}; !slices.Equal(got, want) {
		t.Errorf("ExecReload = %q, want %q", got, want)
	}
	if got := unit["Service.LoadCredential"]; got != nil {
		t.Errorf("LoadCredential = %q: a credential that a machine lacks keeps the service from starting", got)
	}
}

// TestMemoryLimitsAreOrdered: the collector must work harder before the kernel
// throttles, and the kernel must throttle before it kills.
func TestMemoryLimitsAreOrdered(t *testing.T) {
	unit := readUnit(t)
	collector := mebibytes(t, strings.TrimPrefix(strings.Join(unit["Service.Environment"], " "), "GOMEMLIMIT="))
	high := mebibytes(t, strings.Join(unit["Service.MemoryHigh"], " "))
	most := mebibytes(t, strings.Join(unit["Service.MemoryMax"], " "))
	if collector >= high || high >= most {
		t.Errorf("GOMEMLIMIT %d MiB, MemoryHigh %d MiB, MemoryMax %d MiB: want them rising", collector, high, most)
	}
}

// mebibytes reads 640MiB, as Go writes it, and 768M and 1G, as systemd does.
func mebibytes(t *testing.T, size string) int {
	t.Helper()
	digits := strings.TrimRight(size, "GMiB")
	n, err := strconv.Atoi(digits)
	if err != nil || n == 0 {
		t.Fatalf("%q is not a size", size)
	}
	if strings.HasPrefix(size[len(digits):], "G") {
		return n * 1024
	}
	return n
}

// TestInstallNamesWhatIsThere: the unit and the page that explains it agree on
// paths.
func TestInstallNamesWhatIsThere(t *testing.T) {
	page, err := os.ReadFile("INSTALL.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"deploy/" + unitFile, "/usr/bin/vedette", "/etc/vedette/vedette.yaml", "/var/lib/private/vedette",
		"--state-dir /var/lib/vedette", "LoadCredential=smtp-password:/etc/vedette/credentials/smtp-password",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("INSTALL.md does not mention %s", want)
		}
	}
}

// readUnit returns the values of each setting, by "Section.Setting", in order.
// Comments and blank lines are left out; the unit has no continued lines.
func readUnit(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(unitFile)
	if err != nil {
		t.Fatal(err)
	}
	unit, section := map[string][]string{}, ""
	for number, line := range strings.Split(string(text), "\n") {
		switch name, value, isSetting := strings.Cut(line, "="); {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		case isSetting && section != "":
			unit[section+"."+name] = append(unit[section+"."+name], value)
		default:
			t.Fatalf("%s:%d: not a setting: %q", unitFile, number+1, line)
		}
	}
	return unit
}
