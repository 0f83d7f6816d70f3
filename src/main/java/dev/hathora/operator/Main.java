package dev.hathora.operator;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

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
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setParameterExceptionHandler(Main::refuse);
    }

    private static int refuse(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        if (args.length == 0) {
            command.usage(command.getErr());
        } else {
            command.getErr().println(problem.getMessage());
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
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
