-- The first statement of every transaction: its limits, and a text form of values that no server setting can change.
SELECT
    set_config('statement_timeout', %(statement)s, true),
    set_config('lock_timeout', %(lock)s, true),
    set_config('TimeZone', 'UTC', true),
    set_config('DateStyle', 'ISO, YMD', true),
    set_config('extra_float_digits', '1', true)
