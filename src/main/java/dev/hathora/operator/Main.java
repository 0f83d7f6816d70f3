package dev.hathora.operator;

import java.util.function.ToIntFunction;

import dev.hathora.operator.cli.HostCommand;
import dev.hathora.operator.cli.RunCommand;
import dev.hathora.operator.cli.SettingsOptions;
import dev.hathora.operator.cli.SimulateCommand;
import dev.hathora.operator.process.OperatorProcess;
import dev.hathora.operator.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. An invalid value prints one line to stderr and exits with code 2. A missing command prints the
 * usage and exits with code 2.
 */
@Command(name = "hathora-operator", description = "Declarative Hathora rooms for Kubernetes.",
        mixinStandardHelpOptions = true, versionProvider = Main.Version.class, synopsisSubcommandLabel = "<command>",
        subcommands = {SimulateCommand.class, HostCommand.class})
public final class Main {
    private Main() {}

    /** Runs a command and exits with its exit code. */
    public static void main(String[] args) {
        SettingsOptions settings = new SettingsOptions(System.getenv(), SettingsOptions.NAMESPACE_FILE);
        System.exit(commandLine(settings, run -> new OperatorProcess(run).run()).execute(args));
    }

    /**
     * The command line with all its commands.
     *
     * @param settings the source of the settings for {@code run}
     * @param operator what {@code run} executes with them
     */
    public static CommandLine commandLine(SettingsOptions settings, ToIntFunction<Settings> operator) {
        return new CommandLine(new Main()).addSubcommand(RunCommand.commandLine(settings, operator))
                .setParameterExceptionHandler(Main::refuse);
    }

    private static int refuse(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        if (args.length == 0) {
            command.usage(command.getErr());
        } else {
            command.getErr().println(message(problem));
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** For an unknown flag, the message contains only the flag, because the value may be a token. */
    private static @Nullable String message(ParameterException problem) {
        return problem instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? "Unknown option: '%s'".formatted(unmatched.getUnmatched().getFirst().replaceFirst("=.*", ""))
                : problem.getMessage();
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[]{"hathora-operator " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
