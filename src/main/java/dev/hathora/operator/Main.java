package dev.hathora.operator;

import java.util.function.ToIntFunction;

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
 * The command line. A wrong value ends it with one line on the error stream and exit code 2; so does a missing command,
 * with the usage.
 */
@Command(name = "hathora-operator", description = "Declarative Hathora Cloud rooms for Kubernetes.",
        mixinStandardHelpOptions = true, versionProvider = Main.Version.class, synopsisSubcommandLabel = "<command>",
        subcommands = SimulateCommand.class)
public final class Main {
    private Main() {}

    /** Runs a command and ends with its exit code. */
    public static void main(String[] args) {
        SettingsOptions settings = new SettingsOptions(System.getenv(), SettingsOptions.NAMESPACE_FILE);
        System.exit(commandLine(settings, run -> new OperatorProcess(run).run()).execute(args));
    }

    /**
     * The command line with all its commands.
     *
     * @param settings where {@code run} gets its settings from
     * @param operator what {@code run} runs with them
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

    /** Of a misspelt flag only the flag: what follows may be a token. */
    private static @Nullable String message(ParameterException problem) {
        return problem instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? "Unknown option: '%s'".formatted(unmatched.getUnmatched().getFirst().replaceFirst("=.*", ""))
                : problem.getMessage();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[]{"hathora-operator " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
