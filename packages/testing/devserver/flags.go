package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"go.temporal.io/api/enums/v1"
)

// options is the command line, checked and with its defaults filled in.
type options struct {
	version  bool
	headless bool

	ip, uiIP                            string
	port, httpPort, metricsPort, uiPort int

	logLevel, logFormat string

	dbFilename       string
	sqlitePragmas    map[string]string
	namespaces       []string
	searchAttributes map[string]enums.IndexedValueType
	dynamicConfig    map[string]any

	uiAssetPath, uiPublicPath, uiCodecEndpoint string
}

var (
	logLevels  = []string{"debug", "info", "warn", "error", "never"}
	logFormats = []string{"text", "json", "pretty"}
)

func parseArgs(args []string) (*options, error) {
	o := &options{}
	var pragmas, attributes, dynamicConfig []string
	// pflag is what the Temporal CLI uses: it accepts the same spellings, with the same messages.
	flags := pflag.NewFlagSet("tfn-devserver", pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.SortFlags = false
	flags.BoolVarP(&o.version, "version", "v", false, "print the version")
	flags.StringVar(&o.ip, "ip", "localhost", "IP address of the server")
	flags.IntVarP(&o.port, "port", "p", 7233, "port of the gRPC API")
	flags.IntVar(&o.httpPort, "http-port", 0, "port of the HTTP API (default: a free one)")
	flags.IntVar(&o.metricsPort, "metrics-port", 0, "port of /metrics (default: no metrics)")
	flags.BoolVar(&o.headless, "headless", false, "no Web UI")
	flags.StringVar(&o.uiIP, "ui-ip", "", "IP address of the Web UI (default: that of the server)")
	flags.IntVar(&o.uiPort, "ui-port", 0, "port of the Web UI (default: --port + 1000)")
	flags.StringVar(&o.uiAssetPath, "ui-asset-path", "", "folder with the files of another Web UI")
	flags.StringVar(&o.uiPublicPath, "ui-public-path", "", "base path of the Web UI")
	flags.StringVar(&o.uiCodecEndpoint, "ui-codec-endpoint", "", "codec server for the Web UI")
	flags.Bool("ui-disable-news-fetch", true, "always true; accepted because the Temporal CLI has it")
	flags.StringVarP(&o.dbFilename, "db-filename", "f", "", "database file (default: in memory)")
	flags.StringArrayVar(&pragmas, "sqlite-pragma", nil, "NAME=VALUE")
	flags.StringArrayVarP(&o.namespaces, "namespace", "n", nil, "namespace to create besides 'default'")
	flags.StringArrayVar(&attributes, "search-attribute", nil, "NAME=TYPE")
	flags.StringArrayVar(&dynamicConfig, "dynamic-config-value", nil, "KEY=JSON")
	flags.StringVar(&o.logLevel, "log-level", "warn", strings.Join(logLevels, ", "))
	flags.StringVar(&o.logFormat, "log-format", "text", strings.Join(logFormats, ", "))
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			fmt.Fprintf(os.Stdout, "Usage:\n  tfn-devserver server start-dev [flags]\n\n%s", flags.FlagUsages())
		}
		return nil, err
	}
	if o.version {
		return o, nil
	}
	if command := flags.Args(); !slices.Equal(command, []string{"server", "start-dev"}) {
		return nil, fmt.Errorf("unknown command %q: the only one is 'server start-dev'", strings.Join(command, " "))
	}
	var err error
	if o.sqlitePragmas, err = parsePairs(pragmas, parseText); err != nil {
		return nil, fmt.Errorf("invalid --sqlite-pragma: %w", err)
	}
	if o.searchAttributes, err = parsePairs(attributes, parseAttributeType); err != nil {
		return nil, fmt.Errorf("invalid --search-attribute: %w", err)
	}
	if o.dynamicConfig, err = parsePairs(dynamicConfig, parseJSON); err != nil {
		return nil, fmt.Errorf("invalid --dynamic-config-value: %w", err)
	}
	if !slices.Contains(logLevels, o.logLevel) {
		return nil, fmt.Errorf("invalid --log-level %q: not one of %s", o.logLevel, strings.Join(logLevels, ", "))
	}
	if !slices.Contains(logFormats, o.logFormat) {
		return nil, fmt.Errorf("invalid --log-format %q: not one of %s", o.logFormat, strings.Join(logFormats, ", "))
	}
	// Temporal's SDKs start a dev server with the older name of the text format.
	if o.logFormat == "pretty" {
		o.logFormat = "text"
	}
	return o, o.completeAddresses()
}

func (o *options) completeAddresses() error {
	if o.uiIP == "" {
		o.uiIP = o.ip
	}
	if o.uiPort == 0 {
		o.uiPort = min(o.port+1000, 65535)
	}
	for flag, ip := range map[string]*string{"--ip": &o.ip, "--ui-ip": &o.uiIP} {
		if *ip == "localhost" {
			*ip = loopback
		}
		// The server listens on addresses only, not on names.
		if net.ParseIP(*ip) == nil {
			return fmt.Errorf("invalid %s %q: not an IP address", flag, *ip)
		}
	}
	for flag, port := range map[string]int{
		"--port": o.port, "--http-port": o.httpPort, "--metrics-port": o.metricsPort, "--ui-port": o.uiPort,
	} {
		// 0 is a port that was not given; only --port needs one.
		if port < 0 || port > 65535 || (port == 0 && flag == "--port") {
			return fmt.Errorf("invalid %s %d: not a port", flag, port)
		}
	}
	return nil
}

func (o *options) grpcAddress() string    { return address(o.ip, o.port) }
func (o *options) httpAddress() string    { return address(o.ip, o.httpPort) }
func (o *options) metricsAddress() string { return address(o.ip, o.metricsPort) }
func (o *options) uiAddress() string      { return address(o.uiIP, o.uiPort) }

func parsePairs[V any](pairs []string, parse func(string) (V, error)) (map[string]V, error) {
	parsed := make(map[string]V, len(pairs))
	for _, pair := range pairs {
		key, text, found := strings.Cut(pair, "=")
		if !found || key == "" {
			return nil, fmt.Errorf("%q is not of the form KEY=VALUE", pair)
		}
		value, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", pair, err)
		}
		parsed[key] = value
	}
	return parsed, nil
}

func parseText(text string) (string, error) { return text, nil }

func parseAttributeType(name string) (enums.IndexedValueType, error) {
	for known, value := range enums.IndexedValueType_shorthandValue {
		if value != 0 && strings.EqualFold(name, known) {
			return enums.IndexedValueType(value), nil
		}
	}
	return 0, fmt.Errorf("no search attribute is of type %q", name)
}

func parseJSON(text string) (any, error) {
	if !json.Valid([]byte(text)) {
		return nil, errors.New("the value is not JSON")
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return plainNumbers(value)
}

// plainNumbers turns numbers into int where they are whole: the server accepts no other type for
// its int settings.
func plainNumbers(value any) (result any, err error) {
	switch value := value.(type) {
	case json.Number:
		if integer, err := strconv.Atoi(value.String()); err == nil {
			return integer, nil
		}
		return value.Float64()
	case []any:
		for index := range value {
			if value[index], err = plainNumbers(value[index]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for key := range value {
			if value[key], err = plainNumbers(value[key]); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}
