package dev.hathora.operator.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The rows of this table are alike, and each takes long. Those after the first ones run where {@link Thorough} tests
 * do.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ThoroughAfter.FirstRows.class)
public @interface ThoroughAfter {
    /** How many rows always run; at least 1. */
    int value();

    /** Leaves out the other rows. */
    final class FirstRows implements ExecutionCondition {
        private static final Pattern ROW = Pattern.compile("\\[test-template-invocation:#(\\d+)]$");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Matcher row = ROW.matcher(context.getUniqueId());
            if (Thorough.Rows.isThorough() || !row.find()) {
                return ConditionEvaluationResult.enabled("runs");
            }
            int first = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), ThoroughAfter.class)
                    .orElseThrow().value();
            return Integer.parseInt(row.group(1)) <= first
                    ? ConditionEvaluationResult.enabled("is one of the first rows")
                    : ConditionEvaluationResult.disabled(
                            "is like the rows before: set " + Thorough.VARIABLE + "=true");
        }
    }
}
