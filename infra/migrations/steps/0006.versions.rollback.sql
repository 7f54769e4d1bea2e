DROP TABLE avexra.dataset_versions;
