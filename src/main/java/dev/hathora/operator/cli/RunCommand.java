package dev.hathora.operator.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;

import dev.hathora.operator.settings.InvalidSettingException;
import dev.hathora.operator.settings.Setting;
import dev.hathora.operator.settings.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run}: runs the operator until a signal stops it. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, abbreviateSynopsis = true,
        description = "Runs the operator, in the cluster that it is deployed to or in the one that kubectl would "
                + "use.",
        footer = {
            "",
            "Every setting is a flag and an environment variable (in brackets). Flags take precedence."})
public final class RunCommand implements Callable<Integer> {
    private final SettingsOptions options;
    private final ToIntFunction<Settings> operator;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private RunCommand(SettingsOptions options, ToIntFunction<Settings> operator) {
        this.options = options;
        this.operator = operator;
    }

    /**
     * The command with its flags.
     *
     * @param operator runs the operator and returns the exit code; may throw {@link InvalidSettingException} for
     *     problems that are only found at startup
     */
    public static CommandLine commandLine(SettingsOptions options, ToIntFunction<Settings> operator) {
        CommandLine commandLine = new CommandLine(new RunCommand(options, operator));
        options.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    @Override
    public Integer call() {
        try {
            Settings settings = options.read(spec.commandLine().getParseResult());
            // logback.xml reads this when the first logger is created, so this class must not have a logger
            System.setProperty(Setting.LOG_FORMAT.variable(), settings.logFormat().name().toLowerCase(Locale.ROOT));
            return operator.applyAsInt(settings);
        } catch (InvalidSettingException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
