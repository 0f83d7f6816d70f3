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

/** {@code run}: the operator, until a signal ends it. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, abbreviateSynopsis = true,
        description = "Runs the operator, against the cluster that it runs in or that kubectl would use.", footer = {
            "",
            "Every setting is a flag and an environment variable, named in brackets. Flags win."})
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
     * The command, with its flags.
     *
     * @param operator what to run, until it ends with an exit code. It may throw {@link InvalidSettingException} for what
     *     shows only when it starts
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
            // Read by logback.xml when the first logger is made, which is why nothing here has one.
            System.setProperty(Setting.LOG_FORMAT.variable(), settings.logFormat().name().toLowerCase(Locale.ROOT));
            return operator.applyAsInt(settings);
        } catch (InvalidSettingException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
