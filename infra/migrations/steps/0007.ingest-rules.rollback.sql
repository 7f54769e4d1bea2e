DROP TABLE avexra.written_rules;
