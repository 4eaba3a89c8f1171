package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/server/chasm/lib/activity"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	schema "go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

const (
	clusterName = "active"
	storeName   = "sqlite"
)

// startServer returns a function that stops the server, once all of its parts run.
func startServer(o *options) (stop func() error, err error) {
	// The server itself reports a port in use late, and in the middle of its log.
	taken := []string{o.grpcAddress(), o.httpAddress()}
	if !o.headless {
		taken = append(taken, o.uiAddress())
	}
	if o.metricsPort != 0 {
		taken = append(taken, o.metricsAddress())
	}
	for _, address := range taken {
		if err := checkFree(address); err != nil {
			return nil, err
		}
	}
	services, hosts, err := layOutServices(o)
	if err != nil {
		return nil, err
	}
	store, err := openDatabase(o)
	if err != nil {
		return nil, err
	}
	server, err := temporal.NewServer(
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithConfig(serverConfig(o, services, store)),
		temporal.WithStaticHosts(hosts),
		temporal.WithDynamicConfigClient(dynamicConfig(o.dynamicConfig)),
		temporal.WithLogger(newLogger(o)),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	)
	if err != nil {
		return nil, err
	}
	if o.headless {
		return server.Stop, server.Start()
	}
	ui := newUI(o)
	// Returns when it is stopped. When it cannot listen it logs why and ends the process.
	go func() { _ = ui.Start() }()
	return func() error {
		ui.Stop()
		return server.Stop()
	}, server.Start()
}

// layOutServices gives each of the server's four parts its ports. Only the frontend is for clients.
func layOutServices(o *options) (map[string]config.Service, map[primitives.ServiceName]static.Hosts, error) {
	ports, err := freePorts(4)
	if err != nil {
		return nil, nil, err
	}
	if o.httpPort == 0 {
		o.httpPort = ports[3]
	}
	services := map[string]config.Service{
		string(primitives.FrontendService): {
			RPC: config.RPC{BindOnIP: o.ip, GRPCPort: o.port, HTTPPort: o.httpPort},
		},
	}
	hosts := map[primitives.ServiceName]static.Hosts{
		primitives.FrontendService: static.SingleLocalHost(o.grpcAddress()),
	}
	for index, name := range []primitives.ServiceName{
		primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	} {
		services[string(name)] = config.Service{RPC: config.RPC{BindOnIP: loopback, GRPCPort: ports[index]}}
		hosts[name] = static.SingleLocalHost(address(loopback, ports[index]))
	}
	return services, hosts, nil
}

func serverConfig(o *options, services map[string]config.Service, store *config.SQL) *config.Config {
	c := &config.Config{
		Services: services,
		Persistence: config.Persistence{
			DefaultStore:     storeName,
			VisibilityStore:  storeName,
			NumHistoryShards: 1,
			DataStores:       map[string]config.DataStore{storeName: {SQL: store}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{clusterName: {
				Enabled:                true,
				InitialFailoverVersion: 1,
				RPCAddress:             o.grpcAddress(),
				HTTPAddress:            o.httpAddress(),
			}},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		PublicClient:        config.PublicClient{HostPort: o.grpcAddress()},
	}
	c.Global.Membership.MaxJoinDuration = 30 * time.Second
	c.Global.Membership.BroadcastAddress = o.ip
	if o.metricsPort != 0 {
		c.Global.Metrics = &metrics.Config{
			Prometheus: &metrics.PrometheusConfig{ListenAddress: o.metricsAddress(), HandlerPath: "/metrics"},
		}
	}
	const disabled = "disabled"
	c.Archival.History.State = disabled
	c.Archival.Visibility.State = disabled
	c.NamespaceDefaults.Archival.History.State = disabled
	c.NamespaceDefaults.Archival.Visibility.State = disabled
	return c
}

// openDatabase makes sure that the tables and the namespaces are there. A namespace that is there
// already stays as it is, and so keeps its search attributes.
func openDatabase(o *options) (*config.SQL, error) {
	store := &config.SQL{PluginName: sqlite.PluginName, DatabaseName: o.dbFilename}
	if o.dbFilename == "" {
		// A name of its own, although it is in memory. The tables come with the first connection.
		store.DatabaseName = strconv.FormatUint(rand.Uint64(), 36)
		store.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
	} else {
		store.ConnectAttributes = map[string]string{"mode": "rwc"}
	}
	maps.Copy(store.ConnectAttributes, o.sqlitePragmas)
	if o.dbFilename != "" {
		if file, err := os.Stat(o.dbFilename); errors.Is(err, fs.ErrNotExist) || err == nil && file.Size() == 0 {
			if err := schema.SetupSchema(store); err != nil {
				return nil, fmt.Errorf("cannot set up the database %s: %w", o.dbFilename, err)
			}
		} else if err != nil {
			return nil, err
		}
	}
	namespaces := []*schema.NamespaceConfig{}
	for _, name := range append([]string{"default"}, o.namespaces...) {
		namespace, err := schema.NewNamespaceConfig(clusterName, name, false, o.searchAttributes)
		if err != nil {
			return nil, err
		}
		namespaces = append(namespaces, namespace)
	}
	return store, schema.CreateNamespaces(store, namespaces...)
}

// dynamicConfig adds what suits a dev server: the Temporal CLI's settings, and no version check over the network.
func dynamicConfig(given map[string]any) dynamicconfig.StaticClient {
	values := dynamicconfig.StaticClient{
		// New search attributes and Nexus endpoints exist immediately. As each use of them then reads the
		// database, more reads must be allowed.
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): true,
		dynamicconfig.ForceNexusEndpointRefreshOnRead.Key():         true,
		dynamicconfig.FrontendPersistenceMaxQPS.Key():               10000,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                45000,

		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
		// In workflows; the default is for a big machine.
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key(): 8096,

		// All operations of standalone activities; the server's default allows only their start.
		activity.EnableStandaloneActivityOperatorCommands.Key():                  true,
		dynamicconfig.FrontendEnableBatchOperationsForStandaloneActivities.Key(): true,

		dynamicconfig.EnableServerVersionCheck.Key(): false,
	}
	for key, value := range given {
		values[dynamicconfig.MakeKey(key)] = value
	}
	return values
}

func newLogger(o *options) log.Logger {
	c := log.Config{Level: o.logLevel, Format: o.logFormat}
	if o.logLevel == "never" {
		// Not quite: what ends the process should say so.
		c.Level = "fatal"
	}
	if o.logFormat == "text" {
		c.Format = "console"
	}
	// Stacks would hide the messages.
	noStacks := zap.AddStacktrace(zapcore.InvalidLevel)
	return log.NewZapLogger(log.BuildZapLogger(c).WithOptions(noStacks))
}

func newUI(o *options) *uiserver.Server {
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		Host:                bracketed(o.uiIP),
		Port:                o.uiPort,
		TemporalGRPCAddress: o.grpcAddress(),
		EnableUI:            true,
		UIAssetPath:         o.uiAssetPath,
		PublicPath:          o.uiPublicPath,
		Codec:               uiconfig.Codec{Endpoint: o.uiCodecEndpoint},
		CORS:                uiconfig.CORS{CookieInsecure: true},
		HideLogs:            true,
		DisableNewsFetch:    true,
	}))
}
